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

READS = {Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, Role.DECISION_MAKER}
WRITES = READS - {Role.DECISION_MAKER}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_on_the_team_may_do_exactly_its_part(role):
    opened = case(actor(Role.CASE_LEAD))
    who = actor(role, opened.person.opened_by.desk)
    place = Membership.objects.get(pk=who.membership_id)
    add_member(team=opened.person.team, membership=place, on=clock.today())

    assert permissions.can_list_cases(who) == (role in READS)
    assert permissions.can_change_case(who, opened) == (role in WRITES)
    assert permissions.can_read_identity(who, opened) == (role in READS)
    assert permissions.can_open_files(who, opened) == (role in READS)
    leads = role == Role.CASE_LEAD
    assert (permissions.can_import_cases(who), permissions.can_export_cases(who)) == (leads, leads)


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_with_a_share_reads_what_is_named_and_writes_nothing(role):
    lead = actor(Role.CASE_LEAD)
    opened, who = case(lead), actor(role)
    desk = Membership.objects.get(pk=who.membership_id).desk
    purpose = who.purpose if who.purpose in ConsentPurpose.values else "assist"
    share(lead, opened.person, desk, "name", "files", purpose=purpose)

    assert permissions.can_read_identity(who, opened) == (role in READS)
    assert permissions.can_open_files(who, opened) == (role in READS)
    assert not permissions.can_change_case(who, opened)


@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_does_nothing(role):
    opened, who = case(actor(Role.CASE_LEAD)), actor(role)
    assert not permissions.can_read_identity(who, opened)
    assert not permissions.can_open_files(who, opened)
    assert not permissions.can_change_case(who, opened)
