"""Role × action, at the desk that holds the report and elsewhere."""

import pytest

from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.reports import permissions
from amparo.reports.models import Exclusion, Report
from amparo.reports.states import CLOSED
from tests.factories.kernel import DeskFactory, MembershipFactory, actor
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db
INTAKE = {Role.INTAKE_OPERATOR, Role.INTAKE_SUPERVISOR}
ACTIONS = {
    "can_read_report": INTAKE | {Role.INTEGRITY_OFFICER, Role.LABOUR_INSPECTOR},
    "can_triage_report": INTAKE,
    "can_answer_report": INTAKE,
    "can_exclude_from_report": INTAKE,
    "can_close_report": INTAKE,
    "can_confirm_closing": {Role.INTAKE_SUPERVISOR},
}


@pytest.fixture
def report():
    """Triaged, with signs, and with a closing that somebody asked for."""
    taken = taken_in().report
    asker = MembershipFactory(desk=taken.desk)
    Report.objects.filter(pk=taken.pk).update(
        state="triaged", indicators=2, closing_reason="handled", closing_asked_by=asker
    )
    return Report.objects.select_related("closing_asked_by").get(pk=taken.pk)


def allowed_at(desk, report):
    """Action → the roles that may do it from that desk."""
    actors = {role: actor(role, desk=desk) for role in Role}
    return {
        action: {role for role in Role if getattr(permissions, action)(actors[role], report)}
        for action in ACTIONS
    }


def test_who_may_do_what_at_the_desk_that_holds_it(report):
    assert allowed_at(report.desk, report) == ACTIONS


def test_nobody_may_do_anything_from_another_desk(report):
    sister = DeskFactory(organisation=report.desk.organisation)

    assert allowed_at(sister, report) == {action: set() for action in ACTIONS}


@pytest.mark.parametrize(
    ("state", "targets"),
    [
        ("received", {"triaged", "emergency_dispatched"}),
        ("linked", {"triaged", "passed_on", "closed"}),
        ("closed", {"triaged"}),
    ],
)
def test_only_steps_of_the_machine_may_be_taken(report, state, targets):
    report.state = state
    someone = actor(desk=report.desk)
    every = (
        "triaged",
        "emergency_dispatched",
        "awaiting_answer",
        "linked",
        "forwarded",
        "passed_on",
        "closed",
        "nowhere",
    )

    assert {t for t in every if permissions.can_move_report(someone, report, t)} == targets


def test_an_excluded_reader_may_not_read(report):
    someone = MembershipFactory(desk=report.desk)
    Exclusion.objects.create(report=report, membership=someone)

    assert permissions.can_read_report(actor_of(someone), report) is False


@pytest.mark.parametrize(("indicators", "needed"), [(None, True), (0, False), (1, True)])
def test_signs_or_their_absence_from_the_record_ask_for_a_second_person(report, indicators, needed):
    report.indicators = indicators

    assert permissions.needs_second_person(report) is needed


def test_the_person_who_asked_never_confirms_even_from_a_supervisors_place(report):
    asker = report.closing_asked_by
    supervisor = MembershipFactory(desk=report.desk, user=asker.user, role=Role.INTAKE_SUPERVISOR)

    assert permissions.can_confirm_closing(actor_of(supervisor), report) is False


def test_only_the_guarded_way_waits_for_a_second_person(report):
    someone = actor(desk=report.desk)

    assert permissions.waits_for_second_person(someone, report) is True
    report.state = "passed_on"
    assert permissions.can_move_report(someone, report, CLOSED) is True
    assert permissions.waits_for_second_person(someone, report) is False
