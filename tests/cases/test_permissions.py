"""Who may do what in a case, role by role."""

from __future__ import annotations

import pytest

from amparo.cases import permissions
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.organisations.models import Membership
from amparo.persons.choices import ConsentPurpose
from tests.factories.cases import case
from tests.factories.kernel import actor
from tests.factories.persons import share

pytestmark = pytest.mark.django_db

READS = {
    Role.CASE_LEAD,
    Role.CASE_WORKER,
    Role.CLINICIAN,
    Role.CONSULAR_OFFICER,
    Role.DECISION_MAKER,
    Role.INTAKE_OPERATOR,
    Role.INVESTIGATOR,
    Role.LEGAL_AID,
    Role.PERMIT_DESK,
    Role.PLACEMENT_OFFICER,
    Role.PROSECUTOR,
    Role.SHELTER_STAFF,
    Role.SUPERVISOR,
    Role.WITNESS_PROTECTION_OFFICER,
}
NAMES = READS - {Role.PLACEMENT_OFFICER, Role.SUPERVISOR}
FILES = READS - {Role.CONSULAR_OFFICER, Role.PERMIT_DESK}
WRITES = {
    Role.CASE_LEAD,
    Role.CASE_WORKER,
    Role.INTAKE_OPERATOR,
    Role.SHELTER_STAFF,
    Role.WITNESS_PROTECTION_OFFICER,
}
# Nobody shares with them: the one reviews, the other keeps files that are shared with nobody.
NEVER_SHARED = {Role.SUPERVISOR, Role.WITNESS_PROTECTION_OFFICER}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_on_the_team_may_do_exactly_its_part(role):
    opened = case(actor(Role.CASE_LEAD))
    who = actor(role, opened.person.opened_by.desk)
    place = Membership.objects.get(pk=who.membership_id)
    add_member(team=opened.person.team, membership=place, on=clock.today())

    assert permissions.can_list_cases(who) == (role in READS)
    assert permissions.can_change_case(who, opened) == (role in WRITES)
    assert permissions.can_read_identity(who, opened) == (role in NAMES)
    assert permissions.can_open_files(who, opened) == (role in FILES)
    leads = role == Role.CASE_LEAD
    assert (permissions.can_import_cases(who), permissions.can_export_cases(who)) == (leads, leads)


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_with_a_share_reads_what_is_named_and_writes_nothing(role):
    lead = actor(Role.CASE_LEAD)
    opened, who = case(lead), actor(role)
    desk = Membership.objects.get(pk=who.membership_id).desk
    purpose = who.purpose if who.purpose in ConsentPurpose.values else "assist"
    parts = ("name", "document") if role == Role.PERMIT_DESK else ("name", "files")
    share(lead, opened.person, desk, *parts, purpose=purpose)

    assert permissions.can_read_identity(who, opened) == (role in NAMES - NEVER_SHARED)
    assert permissions.can_open_files(who, opened) == (role in FILES - NEVER_SHARED)
    assert not permissions.can_change_case(who, opened)


@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_does_nothing(role):
    opened, who = case(actor(Role.CASE_LEAD)), actor(role)
    assert not permissions.can_read_identity(who, opened)
    assert not permissions.can_open_files(who, opened)
    assert not permissions.can_change_case(who, opened)
