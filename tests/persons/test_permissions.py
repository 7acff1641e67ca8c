"""Who may do what with a person's record, role by role."""

from __future__ import annotations

import pytest

from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.organisations.models import Membership
from amparo.persons import permissions
from amparo.persons.models import Person
from amparo.persons.services import open_group
from tests.factories.kernel import actor
from tests.factories.persons import person

pytestmark = pytest.mark.django_db

WITNESS = Role.WITNESS_PROTECTION_OFFICER
OPENS = {Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, WITNESS}
CHANGES = OPENS | {Role.SHELTER_STAFF}
ALLOWS = {Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, Role.LEGAL_AID}
RECONCILES = {Role.CUSTODIAN}


def member_of(opened: Person, role: Role):
    """Somebody of that role on the person's own team."""
    desk = opened.opened_by.desk
    who = actor(role, desk)
    place = Membership.objects.get(pk=who.membership_id)
    add_member(team=opened.team, membership=place, on=clock.today())
    return who


@pytest.mark.parametrize("role", list(Role))
def test_each_role_on_the_team_may_do_exactly_its_part(role):
    opened = person(actor(Role.CASE_LEAD))
    who = member_of(opened, role)

    assert permissions.can_open_person(who) == (role in OPENS)
    assert permissions.can_change_person(who, opened) == (role in CHANGES)
    assert permissions.can_record_consent(who, opened) == (role in ALLOWS)
    assert permissions.can_share(who, opened) == (role in ALLOWS)
    assert permissions.can_merge(who, opened, opened) == (role in CHANGES)
    assert permissions.can_write_migration(who, opened) == (role == Role.LEGAL_AID)
    assert permissions.can_reconcile(who) == (role in RECONCILES)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_outside_the_team_does_anything(role):
    opened = person(actor(Role.CASE_LEAD))
    stranger = actor(role, opened.opened_by.desk)

    assert not permissions.serves(stranger, opened)
    assert not permissions.can_change_person(stranger, opened)
    assert not permissions.can_record_consent(stranger, opened)
    assert not permissions.can_share(stranger, opened)
    assert not permissions.can_merge(stranger, opened, opened)


def test_a_joined_file_is_not_changed():
    lead = actor(Role.CASE_LEAD)
    kept, joined = person(lead), person(lead)
    joined.merged_into = kept
    assert not permissions.can_change_person(lead, joined)


@pytest.mark.parametrize("role", [Role.CASE_LEAD, Role.CASE_WORKER])
def test_migration_status_is_no_answer_of_the_teams(role):
    assert not permissions.can_write_answers(actor(role), ["sex", "migration_words"])
    assert permissions.can_write_answers(actor(role), ["sex", "name", "address"])


def test_cards_are_filled_by_the_sittings_team():
    lead = actor(Role.CASE_LEAD)
    group = open_group(actor=lead, cards=1, place="", on=clock.today())
    assert permissions.can_register_card(lead, group)
    assert not permissions.can_register_card(actor(Role.CASE_LEAD), group)
