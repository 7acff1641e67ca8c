"""A desk's people take its keys into their own hands: begin, let in, leave, renew, give back.

Making a pair, and moving to it what the root key still opens, needs public keys alone: any process
may do it. Letting somebody in, renewing and giving back need a member whose key ring is open.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db.models import QuerySet

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault import recovering
from amparo.kernel.vault.held_keys import (
    MEMBER_SEALED,
    HeldDesk,
    HeldKey,
    MemberHold,
    RecoveryShare,
    RecoverySupport,
)
from amparo.kernel.vault.keyring import move_wraps
from amparo.kernel.vault.members import (
    KeyringClosed,
    fresh_pair,
    member_of,
    open_hold,
    seal_to,
    user_of,
)
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.recipients import HELD_KINDS, ensure_recipient, unwrap_private

KEEPER = system_actor("key_rings")  # sees who serves where, and wraps; opens nothing
LEADERS = (Role.CASE_LEAD, Role.INTAKE_SUPERVISOR, Role.SUPERVISOR)
OF_A_TEAM = (DataClass.CLINICAL, DataClass.PRIVILEGED)


def readers_of(data_class: DataClass) -> list[Role]:
    """The roles that read a class."""
    return [role for role, grant in matrix().items() if "r" in grant.classes.get(data_class, ())]


def can_hold_desk(actor: Actor) -> bool:
    """Whoever leads the desk decides; where nobody leads, whoever reads what would be held."""
    if actor.membership_id is None:
        return False
    if actor.role in LEADERS:
        return True
    leaders = Membership.objects.filter(desk_id=actor.seat, role__in=LEADERS, suspended=False)
    return bool(actor.readable & set(MEMBER_SEALED)) and not leaders.exists()


def entitled(key: HeldKey, on: date) -> QuerySet[Membership]:
    """The places whose people should hold a pair today, as far as whoever acts sees the team."""
    kind, owner = key.recipient.kind, key.recipient.owner
    places = Membership.objects.live(on).filter(role__in=readers_of(DataClass(key.data_class)))
    if kind.startswith(RecipientKind.DESK):
        return places.filter(desk__public_id=owner)
    serving = TeamMember.objects.on(on).filter(team__public_id=owner)
    return places.filter(pk__in=serving.values("membership"))


def is_entitled(key: HeldKey, owner: UUID, on: date) -> bool:
    """Whether an account should hold a pair today."""
    with acting(KEEPER):
        return entitled(key, on).filter(user__public_id=owner).exists()


def hold_desk(*, actor: Actor, on: date) -> HeldDesk:
    """From now on the actor's desk is held by its people, as far as they have key rings.

    Raises:
        KeyringClosed: the actor's own key ring is not open: she would lock herself out.
        Denied: the actor does not lead the desk.
    """
    with writing(actor):
        require(can_hold_desk, actor)
        if not actor.own_key:
            raise KeyringClosed
        held, _made = HeldDesk.objects.get_or_create(desk_id=actor.seat, defaults={"since_on": on})
        held = HeldDesk.objects.select_for_update(of=("self",)).get(pk=held.pk)
        held.on, held.since_on = True, on
        held.save(update_fields=["on", "since_on"])
        seal_up(held, on)
        record(actor, Verb.KEYRING_HELD)
    return held


def seal_up(held: HeldDesk, on: date) -> None:
    """Make the pairs that are missing, for whoever has a key ring, and move to the members' pairs
    what the root key still opens. Safe to repeat; uses no member's key."""
    if not held.on:
        return
    with acting(KEEPER):
        for data_class in MEMBER_SEALED:
            _seal_up(held, RecipientKind.DESK, held.desk.public_id, data_class, on)
        for data_class in OF_A_TEAM:
            serving = TeamMember.objects.on(on).filter(
                membership__desk=held.desk, membership__role__in=readers_of(data_class)
            )
            for owner in serving.values_list("team__public_id", flat=True).distinct():
                _seal_up(held, RecipientKind.TEAM, owner, data_class, on)


def seal_up_all(on: date) -> None:
    """Every held desk; a new key ring or a new colleague may have made a pair possible."""
    for held in HeldDesk.objects.filter(on=True).select_related("desk"):
        seal_up(held, on)


def seal_up_mine(actor: Actor, on: date) -> None:
    """The actor's desk, and the teams she serves on."""
    held = HeldDesk.objects.filter(on=True, desk_id=actor.seat).select_related("desk").first()
    if held is not None:
        with acting(KEEPER):
            for data_class in MEMBER_SEALED:
                _seal_up(held, RecipientKind.DESK, held.desk.public_id, data_class, on)
    for owner in teams_of(actor, on):
        seal_up_team(owner, on)


def teams_of(actor: Actor, on: date) -> list[UUID]:
    """The teams she serves on today."""
    serving = TeamMember.objects.serving(actor, on)
    return list(serving.values_list("team__public_id", flat=True))


def seal_up_team(owner: UUID, on: date) -> None:
    """One team, before something of a held class is written in its file for the first time."""
    with acting(KEEPER):
        serving = TeamMember.objects.on(on).filter(team__public_id=owner)
        desks = HeldDesk.objects.filter(on=True, desk__in=serving.values("membership__desk"))
        for held in desks.select_related("desk"):
            for data_class in OF_A_TEAM:
                _seal_up(held, RecipientKind.TEAM, owner, data_class, on)


def let_in(*, actor: Actor, member: UUID, on: date) -> int:
    """Give a colleague every pair that the actor opens and the colleague should hold; how many.

    Raises:
        KeyringClosed: the actor's own key ring is closed.
        Recipient.DoesNotExist: the colleague has no key ring yet.
        Denied: the colleague should hold none of them.
    """
    with writing(actor):
        if not actor.own_key:
            raise KeyringClosed
        colleague = Recipient.objects.get(kind=RecipientKind.MEMBER, owner=member)
        given = []
        for key, private in opened_keys(actor):
            if is_entitled(key, member, on):
                _hold(key, colleague, private, on)
                given.append(key)
        if not given:
            require(_holds_something_for, actor, colleague)
        record(actor, Verb.KEYRING_ADMITTED, member=str(member), keys=len(given))
    return len(given)


def _holds_something_for(_actor: Actor, _colleague: Recipient) -> bool:
    return False


def opened_keys(actor: Actor) -> list[tuple[HeldKey, bytes]]:
    """Each pair that the actor's open key ring opens, with its private half."""
    member = member_of(actor)
    if member is None or not actor.own_key:
        return []
    holds = MemberHold.objects.filter(member=member).select_related(
        "key__recipient", "key__desk__desk", "member"
    )
    found = ((hold.key, open_hold(hold, actor.own_key)) for hold in holds)
    return [(key, private) for key, private in found if private is not None]


def tend(*, actor: Actor, on: date) -> int:
    """Renew the pairs that somebody left, and give trustees the parts they lack; how many pairs.

    Raises:
        KeyringClosed: the actor's own key ring is closed.
    """
    with writing(actor):
        if not actor.own_key:
            raise KeyringClosed
        drop_leavers(on)
        tended = 0
        for key, private in opened_keys(actor):
            if key.renew_since is not None and is_entitled(key, user_of(actor), on):
                _renew(key, private, on)
                tended += 1
            elif recovering.lacks_shares(key):
                recovering.share_out(key, private)
                tended += 1
        record(actor, Verb.KEYRING_RENEWED, keys=tended)
    return tended


def drop_leavers(on: date, *, of: UUID | None = None) -> int:
    """Take their holds from whoever no longer works there, and mark the pairs for renewal.

    The last hold of a pair stays, though nobody without an account can use it: without it what the
    pair seals would be lost. It goes when somebody else has been let in. Uses no member's key.
    ``of``: look only at what this account holds.
    """
    dropped, keys = 0, HeldKey.objects.select_related("recipient", "desk__desk")
    if of is not None:
        keys = keys.filter(pk__in=MemberHold.objects.filter(member__owner=of).values("key"))
    for key in keys:
        with acting(KEEPER):
            entitled_now = set(entitled(key, on).values_list("user__public_id", flat=True))
        holds = list(MemberHold.objects.filter(key=key).select_related("member"))
        gone = [hold for hold in holds if hold.member.owner not in entitled_now]
        if gone and len(gone) < len(holds):
            MemberHold.objects.filter(pk__in=[hold.pk for hold in gone]).delete()
            dropped += len(gone)
        if gone and key.renew_since is None:
            HeldKey.objects.filter(pk=key.pk).update(renew_since=on)
    return dropped + recovering.drop_leaving_trustees(on)


def release_desk(*, actor: Actor, on: date) -> int:
    """The desk stops being held: what the actor opens goes back under the root key. The rest waits
    for whoever opens it; how many pairs are left.

    Raises:
        KeyringClosed: the actor's own key ring is closed.
        Denied: the actor neither leads the desk nor gives back what it stopped holding.
    """
    with writing(actor):
        if not actor.own_key:
            raise KeyringClosed
        held = HeldDesk.objects.select_for_update(of=("self",)).get(desk_id=actor.seat)
        if held.on:
            require(can_hold_desk, actor)
        held.on = False
        held.save(update_fields=["on"])
        for key, private in opened_keys(actor):
            if key.desk_id == held.pk:
                _release(key, private)
        left = HeldKey.objects.filter(desk=held).count()
        if not left:
            recovering.forget(held)
            held.delete()
        record(actor, Verb.KEYRING_RELEASED, left=left)
    return left


def _seal_up(
    held: HeldDesk, kind: RecipientKind, owner: UUID, data_class: DataClass, on: date
) -> None:
    root_held = Recipient.objects.filter(kind=kind, owner=owner).first()
    if root_held is None:
        return
    theirs = Recipient.objects.filter(kind=HELD_KINDS[kind, data_class], owner=owner).first()
    theirs = theirs or _new_pair(held, HELD_KINDS[kind, data_class], owner, data_class, on)
    left = Wrap.objects.filter(recipient=root_held, data_class=data_class)
    if theirs is not None and left.exists():
        move_wraps(left.select_related("recipient"), unwrap_private(root_held), theirs)


def _new_pair(
    held: HeldDesk, kind: RecipientKind, owner: UUID, data_class: DataClass, on: date
) -> Recipient | None:
    """A pair for whoever should hold it and has a key ring; None while nobody has."""
    private, public = fresh_pair()
    recipient = Recipient(key_id=uuid4(), kind=kind, owner=owner, public_key=public)
    recipient.private_key = b""
    key = HeldKey(recipient=recipient, desk=held, data_class=data_class)
    members = list(_key_rings(entitled(key, on)))
    if not members:
        return None
    recipient.save(force_insert=True)
    key.recipient = recipient
    key.save(force_insert=True)
    for member in members:
        _hold(key, member, private, on)
    recovering.share_out(key, private)
    return recipient


def _key_rings(places: QuerySet[Membership]) -> QuerySet[Recipient]:
    owners = places.values("user__public_id")
    return Recipient.objects.filter(kind=RecipientKind.MEMBER, owner__in=owners)


def _hold(key: HeldKey, member: Recipient, private: bytes, on: date) -> None:
    MemberHold.objects.update_or_create(
        key=key,
        member=member,
        defaults={"sealed_private": seal_to(member, private, key), "since_on": on},
    )


def _renew(key: HeldKey, private: bytes, on: date) -> None:
    """A new pair in the same place, for whoever held it and still should; its wraps follow."""
    recipient = Recipient.objects.select_for_update().get(pk=key.recipient_id)
    fresh, recipient.public_key = fresh_pair()
    recipient.key_id = uuid4()
    recipient.save(update_fields=["key_id", "public_key"])
    key.recipient = recipient
    with acting(KEEPER):  # also what the actor herself is kept out of
        wraps = Wrap.objects.filter(recipient=recipient).select_related("recipient")
        move_wraps(wraps, private, recipient)
        staying = MemberHold.objects.filter(key=key).values("member")
        members = list(_key_rings(entitled(key, on)).filter(pk__in=staying))
    MemberHold.objects.filter(key=key).delete()
    for member in members:
        _hold(key, member, fresh, on)
    recovering.share_out(key, fresh)
    key.renew_since = None
    key.save(update_fields=["renew_since"])


def _release(key: HeldKey, private: bytes) -> None:
    kind, owner = key.recipient.kind, key.recipient.owner
    root_kind = next(one for (one, _class), held in HELD_KINDS.items() if held == kind)
    root_held = ensure_recipient(root_kind, owner)
    with acting(KEEPER):  # also what the actor herself is kept out of
        wraps = Wrap.objects.filter(recipient=key.recipient)
        move_wraps(wraps.select_related("recipient"), private, root_held)
        wraps.delete()  # what did not open stays closed: its key is in no other place
    _delete(key)


def _delete(key: HeldKey) -> None:
    RecoverySupport.objects.filter(key=key).delete()
    RecoveryShare.objects.filter(key=key).delete()
    MemberHold.objects.filter(key=key).delete()
    recipient = key.recipient
    key.delete()
    recipient.delete()
