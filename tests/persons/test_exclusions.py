"""Whoever is kept out stays out, whatever lets her in; a reserved file is not there."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Exclusion, Person, PossibleDuplicate
from amparo.persons.public import (
    ask_to_lift,
    confirm_lifting,
    exclude_from_file,
    fields_for,
    give_consent,
    headings,
    merge_persons,
    own_duplicates,
    seal_person,
    search,
    serves,
    unseal_person,
)
from tests.factories.cases import case
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory, actor
from tests.factories.persons import NAME, consent, person, share

pytestmark = pytest.mark.django_db
TODAY = clock.today()
WITNESS = Role.WITNESS_PROTECTION_OFFICER


def place_of(who) -> Membership:
    return Membership.objects.get(pk=who.membership_id)


def colleague(lead, role=Role.CASE_WORKER):
    return actor(role, place_of(lead).desk)


def on_team(lead, her, role=Role.CASE_WORKER):
    who = colleague(lead, role)
    add_member(team=her.team, membership=place_of(who), on=TODAY)
    return who


def reaches(who, her) -> set[str]:
    """By which doors of this app somebody reaches a file."""
    visible = Person.objects.visible_to(who, on=TODAY).filter(pk=her.pk)
    doors = {
        "list": visible.exists(),
        "teams": Person.objects.of_my_teams(who, on=TODAY).filter(pk=her.pk).exists(),
        "parts": bool(fields_for(who, her, on=TODAY)),
        "keys": bool(unlock(who, [her.public_id], TODAY).current),
        "heading": her.pk in headings(who, [her.pk], on=TODAY),
        "code": her in search(actor=who, text=her.code_name, on=TODAY),
        "name": her in search(actor=who, text=NAME, on=TODAY),
        "duplicates": her in own_duplicates(actor=who, name=NAME, on=TODAY),
        "serves": serves(who, her),
    }
    return {door for door, open_ in doors.items() if open_}


@pytest.fixture
def lead():
    return actor(Role.CASE_LEAD)


@pytest.fixture
def her(lead):
    return person(lead)


def exclude(lead, her, **whom):
    return exclude_from_file(actor=lead, person_id=her.pk, reason="declared", on=TODAY, **whom)


def test_a_colleague_kept_out_reaches_her_by_no_door(lead, her):
    who = on_team(lead, her)
    assert reaches(who, her) >= {"list", "keys", "name", "duplicates", "serves"}
    exclude(lead, her, user=place_of(who).user)
    assert reaches(who, her) == set()
    assert reaches(lead, her) >= {"list", "keys"}


def test_it_holds_against_joining_the_team_another_place_and_a_share(lead, her):
    who = colleague(lead)
    exclude(lead, her, user=place_of(who).user)
    add_member(team=her.team, membership=place_of(who), on=TODAY)
    other = MembershipFactory(user=place_of(who).user, role=Role.CASE_LEAD)
    share(lead, her, other.desk, "name", "needs")
    assert reaches(who, her) == reaches(actor_of(other), her) == set()


def test_an_institution_is_kept_out_with_those_under_it(lead, her):
    above = OrganisationFactory()
    desk = DeskFactory(organisation=OrganisationFactory(parent=above))
    share(lead, her, desk, "name", "needs")
    reader = actor(Role.CASE_WORKER, desk)
    assert reaches(reader, her)
    exclude(lead, her, organisation=above)
    assert reaches(reader, her) == set()
    with pytest.raises(ValidationError, match="apartada"):
        consent(lead, her, desk, "name")


def test_it_survives_the_joining_of_two_files(lead):
    her, twin = case(lead).person, case(lead).person
    who = on_team(lead, her)
    add_member(team=twin.team, membership=place_of(who), on=TODAY)
    exclude(lead, twin, user=place_of(who).user)
    kept = merge_persons(actor=lead, kept_id=her.pk, joined_id=twin.pk, on=TODAY)
    assert reaches(who, kept) == set()


def test_the_custodian_kept_out_of_one_file_has_no_pair_to_answer(lead, her):
    twin = person(actor(Role.CASE_LEAD))
    who = actor(Role.CUSTODIAN)
    assert PossibleDuplicate.objects.queue_of(who).count() == 1
    exclude(lead, her, user=place_of(who).user)
    assert PossibleDuplicate.objects.queue_of(who).count() == 0
    assert twin.pk


def test_somebody_always_remains(lead, her):
    with pytest.raises(ValidationError, match="nadie"):
        exclude(lead, her, user=place_of(lead).user)
    with pytest.raises(ValidationError, match="nadie"):
        exclude(lead, her, organisation=place_of(lead).desk.organisation)
    assert not Exclusion.objects.exists()


def test_lifting_takes_two_and_leaves_a_trace(lead, her):
    second = on_team(lead, her, Role.CASE_LEAD)
    outsider = colleague(lead, Role.CASE_LEAD)
    marked = exclude(lead, her, user=place_of(outsider).user)
    assert exclude(lead, her, user=place_of(outsider).user) == marked
    place = {"exclusion_id": marked.pk, "on": TODAY}
    with pytest.raises(Denied):
        confirm_lifting(actor=second, version=1, **place)
    ask_to_lift(actor=lead, version=1, reason="mistaken", **place)
    assert Exclusion.objects.standing().count() == 1
    for who in (lead, outsider):
        with pytest.raises(Denied):
            confirm_lifting(actor=who, version=2, **place)
    confirm_lifting(actor=second, version=2, **place)
    assert not Exclusion.objects.standing().exists()
    verbs = ["exclusion.marked", "exclusion.lift_asked", "exclusion.lifted"]
    assert AuditRow.objects.filter(verb__in=verbs).count() == len(verbs)


def test_whoever_is_kept_out_cannot_undo_it(lead, her):
    second = on_team(lead, her, Role.CASE_LEAD)
    marked = exclude(lead, her, user=place_of(second).user)
    with pytest.raises(Denied):
        ask_to_lift(actor=second, exclusion_id=marked.pk, version=1, reason="mistaken", on=TODAY)


def officers():
    first = actor(WITNESS)
    her = person(first)
    return first, on_team(first, her, WITNESS), her


def test_a_reserved_file_is_there_for_its_two_officers_alone():
    first, second, her = officers()
    third = colleague(first, WITNESS)
    lead = on_team(first, her, Role.CASE_LEAD)
    assert reaches(lead, her)
    seal_person(actor=first, person_id=her.pk, on=TODAY)
    assert reaches(lead, her) == reaches(third, her) == set()
    assert reaches(first, her) >= {"list", "keys"} and reaches(second, her) >= {"list", "keys"}
    with pytest.raises(Denied):
        unseal_person(actor=first, person_id=her.pk, on=TODAY)
    unseal_person(actor=second, person_id=her.pk, on=TODAY)
    assert reaches(lead, her)


def test_one_officer_alone_reserves_nothing():
    first = actor(WITNESS)
    her = person(first)
    with pytest.raises(ValidationError, match="dos personas"):
        seal_person(actor=first, person_id=her.pk, on=TODAY)
    with pytest.raises(Denied):
        seal_person(actor=on_team(first, her, Role.CASE_LEAD), person_id=her.pk, on=TODAY)


def test_a_reserved_file_is_shared_with_nobody():
    first, _second, her = officers()
    lead = on_team(first, her, Role.CASE_LEAD)
    desk = DeskFactory()
    share(lead, her, desk, "name", purpose="protect")
    seal_person(actor=first, person_id=her.pk, on=TODAY)
    for role in (Role.CASE_WORKER, WITNESS):
        assert reaches(actor(role, desk).for_purpose("protect"), her) == set()


def test_a_new_file_of_the_same_name_finds_nobody_and_queues_nothing_to_see():
    first, _second, her = officers()
    seal_person(actor=first, person_id=her.pk, on=TODAY)
    writer = actor(Role.CASE_LEAD)
    assert own_duplicates(actor=writer, name=NAME, on=TODAY) == []
    twin = person(writer)
    assert PossibleDuplicate.objects.queue_of(actor(Role.CUSTODIAN)).count() == 0
    assert own_duplicates(actor=writer, name=NAME, on=TODAY) == [twin]


def test_a_reserved_file_is_joined_to_no_open_one():
    first, _second, her = officers()
    twin = person(first)
    seal_person(actor=first, person_id=her.pk, on=TODAY)
    for kept, joined in ((her, twin), (twin, her)):
        with pytest.raises(Denied):
            merge_persons(actor=first, kept_id=kept.pk, joined_id=joined.pk, on=TODAY)


def test_give_consent_is_not_for_whoever_is_kept_out(lead, her):
    second = on_team(lead, her, Role.CASE_LEAD)
    exclude(lead, her, user=place_of(second).user)
    with pytest.raises(Denied):
        give_consent(
            actor=second,
            person_id=her.pk,
            desk=DeskFactory(),
            purpose="assist",
            fields=["name"],
            given_on=TODAY,
            expires_on=TODAY,
            given_by="herself",
            explained="spoken",
            language="es",
        )
