"""Keys: who gets them, for how long, and what a broken one closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC, Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member, open_team
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault import keyring
from amparo.kernel.vault.keyring import grant_keys, hand_over, new_keys, revoke_keys, unlock
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.recipients import ensure_recipient, seal_key
from amparo.kernel.vault.sealed import CannotOpen
from tests.factories.kernel import actor

pytestmark = pytest.mark.django_db
CLASSES = [DataClass.IDENTITY, DataClass.LOCATION, DataClass.FACTS]


@pytest.fixture
def lead() -> Actor:
    return actor(Role.CASE_LEAD)


@pytest.fixture
def team(lead) -> Recipient:
    made = open_team(lead=Membership.objects.get(pk=lead.member), on=date(2024, 1, 1))
    return ensure_recipient(RecipientKind.TEAM, made.public_id)


def desk_of(who: Actor) -> Recipient:
    return ensure_recipient(RecipientKind.DESK, who.desk)


def opened(who: Actor, subject, on: date | None = None) -> set[DataClass]:
    ring = unlock(who, [subject], on or clock.today())
    return {data_class for data_class in DataClass if ring.opens(subject, data_class)}


@pytest.fixture
def live(monkeypatch) -> set:
    """Grants that are live; whoever keeps shares answers this in real life."""
    grants: set = set()
    monkeypatch.setattr(keyring, "_live_grants", [lambda _actor, asked, _on: asked & grants])
    return grants


def test_a_team_opens_what_is_sealed_to_it(lead, team):
    subject = uuid4()
    made = new_keys(subject, CLASSES, [team])
    sealed = made.seal(b"canario", subject, DataClass.IDENTITY, "place")

    ring = unlock(lead, [subject], clock.today())

    assert ring.content(sealed, place="place", subject=subject) == b"canario"
    assert opened(lead, subject) == set(CLASSES)
    assert "canario" not in repr(ring) and str(made.keys) not in repr(made)


def test_a_class_that_her_role_does_not_read_stays_closed(lead, team):
    subject = uuid4()
    made = new_keys(subject, CLASSES, [team])
    sealed = made.seal(b"canario", subject, DataClass.LOCATION, "place")
    narrower = replace(lead, readable=frozenset({DataClass.IDENTITY}))

    ring = unlock(narrower, [subject], clock.today())

    assert opened(narrower, subject) == {DataClass.IDENTITY}
    assert ring.content(sealed, place="place", subject=subject) is None
    with pytest.raises(CannotOpen):
        ring.seal(b"x", subject, DataClass.LOCATION, "place")


def test_a_colleague_outside_the_team_and_the_public_open_nothing(lead, team):
    subject = uuid4()
    new_keys(subject, CLASSES, [team])

    assert opened(actor(Role.CASE_LEAD), subject) == set()
    assert opened(PUBLIC, subject) == set()


def test_whoever_left_the_team_opens_nothing_from_the_next_day(lead, team):
    subject, today = uuid4(), clock.today()
    new_keys(subject, CLASSES, [team])
    TeamMember.objects.update(until_on=today)

    assert opened(lead, subject, today) == set(CLASSES)
    assert opened(lead, subject, today + timedelta(days=1)) == set()


def test_whoever_joins_the_team_opens_what_was_sealed_before(lead, team):
    subject, helper = uuid4(), actor(Role.CASE_WORKER)
    new_keys(subject, CLASSES, [team])
    member = TeamMember.objects.select_related("team").get()

    add_member(
        team=member.team, membership=Membership.objects.get(pk=helper.member), on=clock.today()
    )

    assert opened(helper, subject) == set(CLASSES)


def test_a_grant_opens_its_classes_while_it_lives(lead, team, live):
    subject, other, grant = uuid4(), actor(Role.CASE_WORKER), uuid4()
    ring = new_keys(subject, CLASSES, [team])
    grant_keys(ring, subject, [DataClass.LOCATION, DataClass.SERVICES], desk_of(other), grant)

    assert opened(other, subject) == set()
    live.add(grant)
    assert opened(other, subject) == {DataClass.LOCATION}
    live.clear()
    assert opened(other, subject) == set()


def test_a_revoked_grant_leaves_no_wrap_and_touches_no_other(lead, team, live):
    subject, other, first, second = uuid4(), actor(Role.CASE_WORKER), uuid4(), uuid4()
    ring = new_keys(subject, CLASSES, [team])
    for grant in (first, second):
        live.add(grant)
        grant_keys(ring, subject, CLASSES, desk_of(other), grant)
        grant_keys(ring, subject, CLASSES, desk_of(other), grant)

    assert revoke_keys(first) == len(CLASSES)

    assert opened(other, subject) == set(CLASSES)
    assert revoke_keys(second) == len(CLASSES)
    assert opened(other, subject) == set()
    assert opened(lead, subject) == set(CLASSES)


def test_a_hand_over_has_no_term_and_gives_one_subject_alone(lead, team):
    subject, another, other = uuid4(), uuid4(), actor(Role.CASE_WORKER)
    ring = new_keys(subject, CLASSES, [team])
    both = new_keys(another, CLASSES, [team])
    ring.keys |= both.keys
    ring.current |= both.current

    hand_over(ring, subject, desk_of(other))
    hand_over(ring, subject, desk_of(other))

    assert opened(other, subject) == set(CLASSES)
    assert opened(other, another) == set()
    assert Wrap.objects.filter(recipient=desk_of(other)).count() == len(CLASSES)


def test_a_broken_wrap_closes_its_own_data_and_no_more(lead, team):
    subject = uuid4()
    new_keys(subject, CLASSES, [team])
    broken = Wrap.objects.get(data_class=DataClass.IDENTITY)
    raw = bytes(broken.sealed_key)
    Wrap.objects.filter(pk=broken.pk).update(sealed_key=raw[:-1] + bytes([raw[-1] ^ 1]))

    assert opened(lead, subject) == {DataClass.LOCATION, DataClass.FACTS}


def test_a_broken_second_key_of_a_class_leaves_the_first_open(lead, team):
    subject = uuid4()
    made = new_keys(subject, [DataClass.IDENTITY], [team])
    sealed = made.seal(b"canario", subject, DataClass.IDENTITY, "place")
    Wrap.objects.create(
        subject=subject,
        data_class=DataClass.IDENTITY,
        key_id=uuid4(),
        recipient=team,
        sealed_key=seal_key(team, bytes(32), b"for another purpose"),
    )

    ring = unlock(lead, [subject], clock.today())

    assert ring.opens(subject, DataClass.IDENTITY)
    assert ring.content(sealed, place="place", subject=subject) == b"canario"
    assert ring.seal(b"x", subject, DataClass.IDENTITY, "place")


def test_a_wrap_of_one_person_moved_to_another_does_not_open(lead, team):
    subject, another = uuid4(), uuid4()
    new_keys(subject, [DataClass.IDENTITY], [team])
    Wrap.objects.update(subject=another)

    assert opened(lead, another) == set()


def test_a_wrap_moved_to_a_class_that_is_readable_does_not_open(lead, team):
    subject = uuid4()
    new_keys(subject, [DataClass.LOCATION], [team])
    Wrap.objects.update(data_class=DataClass.IDENTITY)

    assert opened(lead, subject) == set()


def test_a_copy_of_a_wrap_under_another_name_lends_its_key_to_nobody(lead, team):
    """Or whoever writes in the database could have her next words sealed for others to read."""
    subject, another = uuid4(), uuid4()
    new_keys(subject, [DataClass.IDENTITY], [team])
    held = Wrap.objects.get()
    other = desk_of(lead)
    Wrap.objects.create(
        subject=another,
        data_class=held.data_class,
        key_id=held.key_id,
        recipient=other,
        sealed_key=held.sealed_key,
    )

    ring = unlock(lead, [subject, another], clock.today())

    assert ring.opens(subject, DataClass.IDENTITY)
    assert not ring.opens(another, DataClass.IDENTITY)
