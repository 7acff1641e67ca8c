"""Who sees which person: her team, a live share, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.organisations.models import Membership
from amparo.persons.models import GroupIntake, Person, PossibleDuplicate, Share
from amparo.persons.public import fields_for, headings, parts_of
from amparo.persons.querysets import visible_persons
from amparo.persons.services import open_group
from tests.factories.kernel import actor
from tests.factories.persons import consent, person, share

pytestmark = pytest.mark.django_db


def desk_of(who):
    return Membership.objects.get(pk=who.membership_id).desk


def test_visible_to_is_own_team_plus_live_shares_and_nothing_else():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    own, shared, ended, unstarted, other = (person(lead) for _each in range(5))
    mine = person(reader)
    share(lead, shared, desk_of(reader), "profile", days=10)
    share(lead, ended, desk_of(reader), "profile", days=1)
    consent(lead, unstarted, desk_of(reader), "profile")
    share(lead, other, desk_of(actor(Role.CASE_WORKER)), "profile")
    later = clock.today() + timedelta(days=5)

    assert set(Person.objects.visible_to(reader, on=later)) == {mine, shared}
    assert set(Person.objects.of_my_teams(reader, on=later)) == {mine}
    assert own in Person.objects.visible_to(lead, on=later)


def test_a_share_opens_only_under_the_purpose_she_named():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    shared = person(lead)
    share(lead, shared, desk_of(reader), "profile", purpose="refer")

    on = clock.today()
    assert not Person.objects.visible_to(reader.for_purpose(Purpose.ASSIST), on=on).exists()
    assert Person.objects.visible_to(reader.for_purpose(Purpose.REFER), on=on).get() == shared


def test_a_role_without_case_reading_sees_nobody_even_on_the_team():
    lead, auditor = actor(Role.CASE_LEAD), actor(Role.AUDITOR)
    share(lead, person(lead), desk_of(auditor), "profile", purpose="assist")
    on = clock.today()

    assert not Person.objects.visible_to(auditor, on=on).exists()
    assert not Person.objects.of_my_teams(auditor, on=on).exists()
    assert not GroupIntake.objects.of_my_teams(auditor, on=on).exists()


def test_the_fields_are_all_for_the_team_and_the_consents_for_a_desk():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    shared, hidden = person(lead), person(lead)
    share(lead, shared, desk_of(reader), "profile", "notes")
    share(lead, shared, desk_of(reader), "plan")
    on = clock.today()

    assert fields_for(reader, shared, on=on) == {"profile", "notes", "plan"}
    assert fields_for(reader, hidden, on=on) == frozenset()
    assert len(fields_for(lead, shared, on=on)) == 11
    assert parts_of(reader, [shared, hidden], on=on)[hidden.pk] == frozenset()


def test_a_role_never_sees_a_part_whose_class_it_does_not_read():
    lead, judge = actor(Role.CASE_LEAD), actor(Role.DECISION_MAKER)
    shared = person(lead)
    share(lead, shared, desk_of(judge), "contact", "events", purpose="protect")
    assert fields_for(judge, shared, on=clock.today()) == {"events"}


def test_scoping_by_a_part_leaves_out_shares_that_do_not_name_it():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    shared, mine = person(lead), person(reader)
    share(lead, shared, desk_of(reader), "profile")

    scoped = {
        part: set(visible_persons(Person.objects, reader, on=clock.today(), path="", part=part))
        for part in ("profile", "plan")
    }
    assert scoped == {"profile": {shared, mine}, "plan": {mine}}
    assert Share.objects.naming("profile").count() == 1


def test_a_sitting_is_its_teams():
    lead = actor(Role.CASE_LEAD)
    group = open_group(actor=lead, cards=2, place="", on=clock.today())
    on = clock.today()
    assert GroupIntake.objects.of_my_teams(lead, on=on).get() == group
    assert not GroupIntake.objects.of_my_teams(actor(Role.CASE_LEAD), on=on).exists()


def test_the_queue_is_the_custodians_without_answered_or_joined_pairs():
    first, second = person(actor(Role.CASE_LEAD)), person(actor(Role.CASE_LEAD))
    custodian = actor(Role.CUSTODIAN)
    queue = PossibleDuplicate.objects.queue_of(custodian)

    assert queue.count() == 1
    assert not PossibleDuplicate.objects.queue_of(actor(Role.CASE_LEAD)).exists()
    Person.objects.filter(pk=first.pk).update(merged_into=second)
    assert not queue.exists()


def test_headings_name_code_and_age_of_visible_persons_only():
    lead = actor(Role.CASE_LEAD)
    mine, other = person(lead), person(actor(Role.CASE_LEAD))
    found = headings(lead, [mine.pk, other.pk], on=clock.today())
    assert {pk: one.code_name for pk, one in found.items()} == {mine.pk: mine.code_name}
