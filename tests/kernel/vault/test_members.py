"""Key rings of people: made, opened, closed, changed, lost; and desks that their people hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC, Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.vault import holding, recovering
from amparo.kernel.vault.held_keys import HeldDesk, HeldKey, MemberHold
from amparo.kernel.vault.keyring import new_keys, unlock
from amparo.kernel.vault.members import HasKeyring, KeyringClosed, PassphraseTooWeak
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.own_keys import change_passphrase, make_keyring, open_keyring, start_again
from amparo.kernel.vault.passphrase import WrongPassphrase
from amparo.kernel.vault.recipients import ensure_recipient
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.keyrings import PASSPHRASE, opened, with_keyring

pytestmark = pytest.mark.django_db
OTHER = "catorce barcas cruzan despacio el lago"


@pytest.fixture
def desk() -> Desk:
    return DeskFactory()


def at(desk: Desk, role: Role = Role.INTAKE_OPERATOR) -> Membership:
    return MembershipFactory(desk=desk, role=role)


def report_at(desk: Desk, data_class: DataClass = DataClass.REPORT) -> tuple:
    """A subject with something sealed to the desk, as the public intake does it."""
    subject = uuid4()
    ring = new_keys(subject, [data_class], [ensure_recipient(RecipientKind.DESK, desk.public_id)])
    return subject, ring.seal(b"canario", subject, data_class, "place")


def reads(actor: Actor, report: tuple, on: date | None = None) -> bool:
    subject, sealed = report
    ring = unlock(actor, [subject], on or clock.today())
    return ring.content(sealed, place="place", subject=subject) == b"canario"


@pytest.fixture
def held(desk) -> Actor:
    """The supervisor of a desk that its people hold."""
    boss = with_keyring(at(desk, Role.INTAKE_SUPERVISOR))
    holding.hold_desk(actor=boss, on=clock.today())
    return boss


def test_a_key_ring_opens_with_its_passphrase_alone(desk):
    place = at(desk)
    own = make_keyring(actor=actor_of(place), passphrase=PASSPHRASE, on=clock.today())
    spelled_otherwise = f"  {PASSPHRASE.replace(' ', '   ')} "

    assert (
        open_keyring(actor=actor_of(place), passphrase=spelled_otherwise, on=clock.today()) == own
    )
    for wrong in ("", OTHER, PASSPHRASE[:-1]):
        with pytest.raises(WrongPassphrase):
            open_keyring(actor=actor_of(place), passphrase=wrong, on=clock.today())
    assert own not in bytes(Recipient.objects.get(kind="member").private_key)
    assert "own_key" not in repr(replace(actor_of(place), own_key=own))


@pytest.mark.parametrize("weak", ["corta", "a" * 40, "una dos una do"])
def test_a_weak_passphrase_makes_nothing(desk, weak):
    with pytest.raises(PassphraseTooWeak):
        make_keyring(actor=actor_of(at(desk)), passphrase=weak, on=clock.today())
    assert not Recipient.objects.filter(kind="member").exists()


def test_a_second_key_ring_is_refused(desk):
    place = at(desk)
    with_keyring(place)
    with pytest.raises(HasKeyring):
        make_keyring(actor=actor_of(place), passphrase=OTHER, on=clock.today())


def test_a_new_passphrase_opens_the_same_pair(desk):
    place = at(desk)
    before = with_keyring(place).own_key

    change_passphrase(actor=actor_of(place), passphrase=PASSPHRASE, fresh=OTHER)

    assert opened(place, OTHER).own_key == before
    with pytest.raises(WrongPassphrase):
        opened(place, PASSPHRASE)


def test_a_key_ring_moved_to_another_account_does_not_open(desk):
    mine, hers = at(desk), at(desk)
    with_keyring(mine)
    with_keyring(hers, OTHER)
    stolen = Recipient.objects.get(kind="member", owner=mine.user.public_id).private_key
    Recipient.objects.filter(owner=hers.user.public_id).update(private_key=stolen)

    with pytest.raises(WrongPassphrase):
        opened(hers, PASSPHRASE)


def test_by_default_the_desk_is_not_held_and_nobody_needs_a_key_ring(desk):
    report = report_at(desk)
    assert reads(actor_of(at(desk)), report)
    assert not HeldDesk.objects.exists()


def test_what_came_before_and_after_is_read_by_open_key_rings_alone(desk):
    before, place = report_at(desk), at(desk, Role.INTAKE_SUPERVISOR)
    boss = with_keyring(place)

    holding.hold_desk(actor=boss, on=clock.today())
    after = report_at(desk)

    assert [reads(boss, one) for one in (before, after)] == [True, True]
    closed = replace(boss, own_key=b"")
    assert [reads(closed, one) for one in (before, after)] == [False, False]
    assert unlock(closed, [before[0]], clock.today()).is_closed(before[0], DataClass.REPORT)
    assert not Wrap.objects.filter(recipient__kind="desk", data_class="report").exists()


def test_other_classes_of_a_held_desk_stay_as_they_were(desk, held):
    case = report_at(desk, DataClass.SERVICES)
    assert reads(actor_of(at(desk, Role.CASE_WORKER)), case)


def test_a_closed_ring_says_why_nothing_can_be_written(desk, held):
    subject, _sealed = report_at(desk)
    ring = unlock(replace(held, own_key=b""), [subject], clock.today())
    with pytest.raises(KeyringClosed):
        ring.seal(b"x", subject, DataClass.REPORT, "place")


def test_only_whoever_leads_begins_and_only_with_an_open_key_ring(desk):
    boss, operator = at(desk, Role.INTAKE_SUPERVISOR), with_keyring(at(desk))
    with pytest.raises(Denied):
        holding.hold_desk(actor=operator, on=clock.today())
    with pytest.raises(KeyringClosed):
        holding.hold_desk(actor=actor_of(boss), on=clock.today())
    with pytest.raises(Denied):
        holding.hold_desk(actor=PUBLIC, on=clock.today())
    assert not HeldDesk.objects.exists()


def test_where_nobody_leads_whoever_reads_may_begin(desk):
    operator = with_keyring(at(desk))
    holding.hold_desk(actor=operator, on=clock.today())
    assert reads(operator, report_at(desk))


def test_whoever_has_a_key_ring_at_the_beginning_holds_from_the_beginning(desk):
    operator, boss = with_keyring(at(desk)), with_keyring(at(desk, Role.INTAKE_SUPERVISOR))
    worker = with_keyring(at(desk, Role.CASE_WORKER))  # her role reads no report
    holding.hold_desk(actor=boss, on=clock.today())
    report = report_at(desk)
    assert [reads(one, report) for one in (operator, boss, worker)] == [True, True, False]
    assert MemberHold.objects.count() == 2


def test_a_joiner_reads_once_a_colleague_lets_her_in(desk, held):
    report, place = report_at(desk), at(desk)
    joiner = with_keyring(place)
    assert not reads(joiner, report)

    assert holding.let_in(actor=held, member=place.user.public_id, on=clock.today()) == 1

    assert reads(joiner, report)


def test_nobody_is_let_in_who_should_not_hold_it(desk, held):
    elsewhere, worker = at(DeskFactory()), at(desk, Role.CASE_WORKER)
    for place in (elsewhere, worker):
        with_keyring(place)
        with pytest.raises(Denied):
            holding.let_in(actor=held, member=place.user.public_id, on=clock.today())
    with pytest.raises(Recipient.DoesNotExist):
        holding.let_in(actor=held, member=at(desk).user.public_id, on=clock.today())
    with pytest.raises(KeyringClosed):
        holding.let_in(
            actor=replace(held, own_key=b""), member=worker.user.public_id, on=clock.today()
        )


def test_a_leaver_loses_her_hold_and_a_renewed_pair_shuts_out_what_she_may_have_kept(desk, held):
    place = at(desk)
    leaver = with_keyring(place)
    holding.let_in(actor=held, member=place.user.public_id, on=clock.today())
    [(_key, kept)] = holding.opened_keys(leaver)
    place.suspended = True
    place.save()

    assert holding.drop_leavers(clock.today(), of=place.user.public_id) == 1
    assert holding.opened_keys(leaver) == []
    assert HeldKey.objects.get().renew_since == clock.today()
    assert holding.tend(actor=held, on=clock.today()) == 1

    assert HeldKey.objects.get().renew_since is None
    report = report_at(desk)
    [(_key, fresh)] = holding.opened_keys(held)
    assert fresh != kept
    assert reads(held, report)


def test_the_last_hold_stays_until_somebody_else_is_let_in(desk, held):
    report = report_at(desk)
    boss = Membership.objects.get(pk=held.member)
    boss.suspended = True
    boss.save()
    assert holding.drop_leavers(clock.today()) == 0

    boss.suspended = False
    boss.save()
    heir = at(desk)
    reader = with_keyring(heir)
    holding.let_in(actor=held, member=heir.user.public_id, on=clock.today())
    boss.suspended = True
    boss.save()

    assert holding.drop_leavers(clock.today()) == 1
    assert reads(reader, report)


def test_a_forgotten_passphrase_begins_again_with_nothing_until_let_in(desk, held):
    report, place = report_at(desk), at(desk)
    with_keyring(place)
    holding.let_in(actor=held, member=place.user.public_id, on=clock.today())

    own = start_again(actor=actor_of(place), passphrase=OTHER, on=clock.today())

    again = replace(actor_of(place), own_key=own)
    assert not reads(again, report)
    holding.let_in(actor=held, member=place.user.public_id, on=clock.today())
    assert reads(again, report)


def test_given_back_everything_opens_as_before(desk, held):
    report = report_at(desk)

    assert holding.release_desk(actor=held, on=clock.today()) == 0

    assert reads(actor_of(at(desk)), report)
    assert not HeldDesk.objects.exists()
    assert not Recipient.objects.filter(kind="desk_report").exists()


def test_what_the_root_still_opens_moves_to_the_members_at_night(desk, held):
    root_held = Recipient.objects.get(kind="desk", owner=desk.public_id)
    theirs = Recipient.objects.get(kind="desk_report")
    Recipient.objects.filter(pk=theirs.pk).update(kind="team_report")  # an intake that came between
    stray = report_at(desk)
    Recipient.objects.filter(pk=theirs.pk).update(kind="desk_report")
    assert Wrap.objects.filter(recipient=root_held, subject=stray[0]).exists()

    holding.seal_up_all(clock.today())

    assert not Wrap.objects.filter(recipient=root_held, data_class="report").exists()
    assert reads(held, stray)


def trustees(desk: Desk, count: int = 3) -> list[Actor]:
    elsewhere = DeskFactory(organisation=desk.organisation)
    return [with_keyring(at(elsewhere, Role.CASE_LEAD)) for _number in range(count)]


def test_m_of_n_trustees_let_a_member_in_when_no_colleague_can(desk, held):
    today, report, named = clock.today(), report_at(desk), trustees(desk)
    owners = [recovering.user_of(one) for one in named]
    recovering.set_recovery(actor=held, trustees=owners, needed=2, on=today)
    joiner = with_keyring(at(desk))
    asked = recovering.ask(actor=joiner, on=today)
    assert recovering.ask(actor=joiner, on=today) == asked

    recovering.support(actor=named[0], recovery=asked.public_id, on=today)
    with pytest.raises(recovering.NotEnoughYet):
        recovering.finish(actor=joiner, on=today)
    recovering.support(actor=named[0], recovery=asked.public_id, on=today)  # twice is once
    assert recovering.supporters(asked) == 1
    recovering.support(actor=named[2], recovery=asked.public_id, on=today)

    assert recovering.finish(actor=joiner, on=today) == 1
    assert reads(joiner, report)
    assert not any(reads(one, report) for one in named)


def test_recovery_is_off_until_named_and_asks_for_two_at_least(desk, held):
    today, joiner = clock.today(), with_keyring(at(desk))
    with pytest.raises(Denied):
        recovering.ask(actor=joiner, on=today)
    [alone] = trustees(desk, 1)
    for needed in (1, 2):
        with pytest.raises(recovering.TooFewTrustees):
            recovering.set_recovery(
                actor=held, trustees=[recovering.user_of(alone)], needed=needed, on=today
            )
    assert HeldDesk.objects.get().needed is None


def test_only_a_trustee_supports_and_never_herself(desk, held):
    today = clock.today()
    joiner, named = with_keyring(at(desk)), trustees(desk, 2)
    owners = [recovering.user_of(one) for one in [*named, joiner]]
    recovering.set_recovery(actor=held, trustees=owners, needed=2, on=today)
    asked = recovering.ask(actor=joiner, on=today)
    stranger = with_keyring(at(DeskFactory()))

    for one in (joiner, stranger):
        with pytest.raises(Denied):
            recovering.support(actor=one, recovery=asked.public_id, on=today)
    assert [recovering.waiting_for(one) for one in (named[0], stranger)] == [[asked], []]


def test_a_trustee_who_leaves_the_institution_loses_her_part(desk, held):
    today, named = clock.today(), trustees(desk)
    owners = [recovering.user_of(one) for one in named]
    recovering.set_recovery(actor=held, trustees=owners, needed=2, on=today)
    Membership.objects.filter(pk=named[0].member).update(until_on=today - timedelta(days=1))

    assert holding.drop_leavers(today) == 1
    assert holding.tend(actor=held, on=today) == 1

    joiner = with_keyring(at(desk))
    asked = recovering.ask(actor=joiner, on=today)
    for one in named[1:]:
        recovering.support(actor=one, recovery=asked.public_id, on=today)
    assert recovering.finish(actor=joiner, on=today) == 1
    assert reads(joiner, report_at(desk))
