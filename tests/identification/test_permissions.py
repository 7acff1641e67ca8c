"""Role × action, on the person's own team and outside it."""

from __future__ import annotations

import pytest

from amparo.identification.permissions import (
    can_import_status,
    can_read_findings,
    can_read_status,
    can_screen,
    can_take_step,
)
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.clock import today
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.workflow import machine
from tests.factories.identification import lead
from tests.factories.kernel import actor
from tests.factories.persons import person, share

pytestmark = pytest.mark.django_db
NONE = ()
STATUS = ("status",)
READ = (*STATUS, "findings")
WORK = (*READ, "screen", "propose")
ON_TEAM = {
    Role.INTAKE_OPERATOR: WORK,
    Role.CASE_WORKER: WORK,
    Role.CASE_LEAD: (*WORK, "decide", "import"),
    Role.DECISION_MAKER: (*WORK, "decide"),
    Role.INTAKE_SUPERVISOR: NONE,
    Role.CUSTODIAN: NONE,
    Role.STATISTICIAN: NONE,
    Role.AUDITOR: NONE,
    Role.DATA_PROTECTION: NONE,
    Role.ORGANISATION_ADMIN: NONE,
}
# A live share that names identification and events: others read, an authority works.
UNDER_SHARE = {
    Role.INTAKE_OPERATOR: READ,
    Role.CASE_WORKER: READ,
    Role.CASE_LEAD: (*WORK, "decide"),
    Role.DECISION_MAKER: (*WORK, "decide"),
    Role.INVESTIGATOR: READ,
    Role.LEGAL_AID: READ,
    Role.PROSECUTOR: READ,
    Role.WITNESS_PROTECTION_OFFICER: READ,
    **dict.fromkeys(
        (
            Role.CLINICIAN,
            Role.CONSULAR_OFFICER,
            Role.PERMIT_DESK,
            Role.PLACEMENT_OFFICER,
            Role.SHELTER_STAFF,
            Role.SUPERVISOR,
        ),
        STATUS,
    ),
}
FLOW = machine("identification")
QUESTIONS = {
    "status": can_read_status,
    "findings": can_read_findings,
    "screen": can_screen,
    "propose": lambda who, her: can_take_step(who, her, FLOW.transition("possible", "withdrawn")),
    "decide": lambda who, her: can_take_step(who, her, FLOW.transition("possible", "presumed")),
    "import": can_import_status,
}


def allowed(who, her):
    return tuple(name for name, may in QUESTIONS.items() if may(who, her))


@pytest.mark.parametrize(("role", "may"), ON_TEAM.items())
def test_what_each_role_may_do_on_her_team(role, may):
    her = person(lead())
    who = actor(role)
    add_member(team=her.team, membership=Membership.objects.get(pk=who.membership_id), on=today())

    assert allowed(who, her) == may


@pytest.mark.parametrize(("role", "may"), [(role, UNDER_SHARE.get(role, NONE)) for role in Role])
def test_what_each_role_may_do_under_a_share(role, may):
    opener = lead()
    her = person(opener)
    who = actor(role)
    share(opener, her, _desk(who), "identification", "events", purpose="protect")

    protecting = who.for_purpose("protect")

    assert allowed(protecting, her) == may
    assert allowed(who.for_purpose("refer"), her) == NONE


@pytest.mark.parametrize("role", Role)
def test_outside_her_team_without_a_share_nobody_may_do_anything(role):
    opener = lead()
    her = person(opener)

    assert allowed(actor(role), her) == NONE
    assert allowed(actor(role, _desk(opener)), her) == NONE


def test_a_share_of_the_status_alone_shows_no_answers():
    opener = lead()
    her = person(opener)
    who = actor(Role.DECISION_MAKER)
    share(opener, her, _desk(who), "identification", purpose="protect")

    assert allowed(who, her) == ("status",)


def _desk(who):
    return Desk.objects.get(pk=who.desk_id)
