"""Whoever joins, leaves, forgets, comes back, renews or is recovered, in any order: exactly the
members who were let in and still work there read, and nothing is lost while m of n remain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.vault import holding, recovering
from amparo.kernel.vault.held_keys import MemberHold
from amparo.kernel.vault.keyring import _info, new_keys, unlock
from amparo.kernel.vault.members import open_hold
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.own_keys import start_again
from amparo.kernel.vault.recipients import ensure_recipient, open_key
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.keyrings import PASSPHRASE, with_keyring

PEOPLE = 4
someone = st.integers(0, PEOPLE - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["make", "leave", "back", "forget", "tend", "recover"]), someone),
        st.tuples(st.just("let_in"), someone, someone),
        st.tuples(st.just("report")),
    ),
    max_size=10,
)


@dataclass
class World:
    """The desk, and what the plain rule says of it."""

    desk: Desk
    places: list[Membership]
    trustees: list[Actor]
    own: dict[int, bytes] = field(default_factory=dict)
    admitted: set[int] = field(default_factory=set)
    gone_from_desk: set[int] = field(default_factory=set)
    reports: list[tuple] = field(default_factory=list)
    kept_privates: set[bytes] = field(default_factory=set)  # what a leaver may have copied
    renewal_due: bool = False

    def actor(self, who: int) -> Actor:
        return replace(actor_of(self.places[who]), own_key=self.own.get(who, b""))

    def here(self, who: int) -> bool:
        return who not in self.gone_from_desk

    def reading(self) -> set[int]:
        return self.admitted - self.gone_from_desk


def world() -> World:
    desk, today = DeskFactory(), clock.today()
    places = [MembershipFactory(desk=desk, role=Role.INTAKE_SUPERVISOR) for _n in range(PEOPLE)]
    elsewhere = DeskFactory(organisation=desk.organisation)
    trustees = [with_keyring(MembershipFactory(desk=elsewhere)) for _n in range(3)]
    made = World(desk, places, trustees)
    made.own[0] = with_keyring(places[0]).own_key
    made.admitted.add(0)
    holding.hold_desk(actor=made.actor(0), on=today)
    named = [recovering.user_of(one) for one in trustees]
    recovering.set_recovery(actor=made.actor(0), trustees=named, needed=2, on=today)
    report(made)
    return made


def report(here: World) -> None:
    subject, recipient = uuid4(), ensure_recipient(RecipientKind.DESK, here.desk.public_id)
    ring = new_keys(subject, [DataClass.REPORT], [recipient])
    here.reports.append((subject, ring.seal(b"canario", subject, DataClass.REPORT, "place")))


def make(here: World, who: int) -> None:
    if who not in here.own and here.here(who):
        here.own[who] = with_keyring(here.places[who]).own_key


def leave(here: World, who: int) -> None:
    if who in here.admitted:
        here.kept_privates |= {one for _key, one in holding.opened_keys(here.actor(who))}
    here.gone_from_desk.add(who)
    Membership.objects.filter(pk=here.places[who].pk).update(suspended=True)
    holding.drop_leavers(clock.today(), of=here.places[who].user.public_id)
    if who in here.admitted:
        _drop(here)


def _drop(here: World) -> None:
    gone = here.admitted & here.gone_from_desk
    here.renewal_due = here.renewal_due or bool(gone)
    if len(gone) < len(here.admitted):
        here.admitted -= gone


def back(here: World, who: int) -> None:
    here.gone_from_desk.discard(who)
    Membership.objects.filter(pk=here.places[who].pk).update(suspended=False)


def forget(here: World, who: int) -> None:
    if who in here.own and here.here(who):
        here.own[who] = start_again(actor=here.actor(who), passphrase=PASSPHRASE, on=clock.today())
        here.admitted.discard(who)


def tend(here: World, who: int) -> None:
    if who in here.reading():
        holding.tend(actor=here.actor(who), on=clock.today())
        _drop(here)
        if here.renewal_due:
            here.renewal_due = False
            assert not opens_a_wrap(here.kept_privates)


def recover(here: World, who: int) -> None:
    if who not in here.own or not here.here(who) or who in here.admitted:
        return
    today = clock.today()
    asked = recovering.ask(actor=here.actor(who), on=today)
    for trustee in here.trustees[1:]:
        recovering.support(actor=trustee, recovery=asked.public_id, on=today)
    assert recovering.finish(actor=here.actor(who), on=today) == 1
    here.admitted.add(who)


def let_in(here: World, who: int, whom: int) -> None:
    ready = whom in here.own and here.here(whom)
    if who in here.reading() and ready:
        owner = here.places[whom].user.public_id
        holding.let_in(actor=here.actor(who), member=owner, on=clock.today())
        here.admitted.add(whom)


ACTS = {one.__name__: one for one in (make, leave, back, forget, tend, recover, let_in, report)}


def who_reads(here: World) -> set[int]:
    """Everybody who opens every report; nobody opens some of them."""
    readers = set()
    for who in range(PEOPLE):
        if not here.here(who):
            continue  # no actor is made for whoever no longer works there
        ring = unlock(
            here.actor(who), [subject for subject, _sealed in here.reports], clock.today()
        )
        opened = [
            ring.content(sealed, place="place", subject=subject) == b"canario"
            for subject, sealed in here.reports
        ]
        assert len(set(opened)) == 1
        readers |= {who} if opened[0] else set()
    return readers


def opens_a_wrap(privates: set[bytes]) -> bool:
    for wrap in Wrap.objects.filter(recipient__kind="desk_report").select_related("recipient"):
        info = _info(wrap.subject, DataClass.REPORT, wrap.key_id, wrap.recipient)
        for private in privates:
            try:
                open_key(private, bytes(wrap.sealed_key), info)
            except (InvalidTag, ValueError):
                continue
            return True
    return False


@pytest.mark.django_db
@given(STEPS)
def test_exactly_the_present_members_read_and_nothing_is_lost(steps):
    with transaction.atomic():
        here = world()
        for name, *whom in steps:
            ACTS[name](here, *whom)
            assert who_reads(here) == here.reading(), (name, whom)
        others = set(range(PEOPLE)) - here.admitted
        holds = list(MemberHold.objects.select_related("key__recipient", "member"))
        keys = [here.own[who] for who in others if who in here.own]
        assert not any(open_hold(hold, key) for hold in holds for key in keys)
        assert Recipient.objects.filter(kind="desk_report").count() == 1
        newcomer = len(here.places)
        here.places.append(MembershipFactory(desk=here.desk))
        make(here, newcomer)
        recover(here, newcomer)
        ring = unlock(here.actor(newcomer), [one for one, _s in here.reports], clock.today())
        assert all(ring.opens(subject, DataClass.REPORT) for subject, _sealed in here.reports)
        transaction.set_rollback(True)
