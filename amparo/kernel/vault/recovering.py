"""Recovery inside the institution, off by default: m of n named people let a member in again.

Each pair's private half is split (Shamir); each part is sealed to one trustee's own public key. No
trustee reads anything alone, nor do fewer than m together. Whoever asks gets m parts, each sealed
again to her, and puts them together with her own key ring open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.held_keys import (
    HeldDesk,
    HeldKey,
    MemberHold,
    Recovery,
    RecoveryShare,
    RecoverySupport,
    Trustee,
)
from amparo.kernel.vault.members import (
    KeyringClosed,
    member_of,
    open_sealed_to,
    public_of,
    seal_to,
    user_of,
)
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.shares import NotAShare, Share, join, split

HEAD = 4 + 1 + 1  # set, threshold, point


class TooFewTrustees(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Nombre al menos a dos personas con llavero, y pida como mínimo a dos de ellas."),
        )


class NotEnoughYet(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Todavía no la apoyan las personas que hacen falta."))


def set_recovery(*, actor: Actor, trustees: Iterable[UUID], needed: int | None, on: date) -> None:
    """Name who may let people in again, and how many of them it takes; ``needed`` None ends it.

    Raises:
        KeyringClosed, TooFewTrustees: nothing was changed.
        Denied: the actor does not lead the desk.
    """
    from amparo.kernel.vault.holding import can_hold_desk, opened_keys  # it calls this module

    with writing(actor):
        require(can_hold_desk, actor)
        if not actor.own_key:
            raise KeyringClosed
        held = HeldDesk.objects.select_for_update(of=("self",)).get(desk_id=actor.seat)
        named = list(trustees_possible(held, on).filter(owner__in=list(trustees)))
        if needed is not None and not 2 <= needed <= len(named):
            raise TooFewTrustees
        forget(held)
        held.needed = needed
        held.save(update_fields=["needed"])
        if needed is not None:
            Trustee.objects.bulk_create([Trustee(desk=held, member=member) for member in named])
        for key, private in opened_keys(actor):
            if key.desk_id == held.pk:
                share_out(key, private)
        record(actor, Verb.KEYRING_RECOVERY_SET, trustees=len(named), needed=needed or 0)


def trustees_possible(held: HeldDesk, on: date) -> QuerySet[Recipient]:
    """Key rings of people who work in the desk's institution today."""
    places = Membership.objects.live(on).filter(desk__organisation=held.desk.organisation_id)
    return Recipient.objects.filter(
        kind=RecipientKind.MEMBER, owner__in=places.values("user__public_id")
    )


def ask(*, actor: Actor, on: date) -> Recovery:
    """Ask the desk's trustees to be let in. Asking twice is asking once.

    Raises:
        KeyringClosed: she has no key ring open.
        Denied: recovery is off, or she should hold nothing of this desk.
    """
    with writing(actor):
        member = member_of(actor)
        if member is None or not actor.own_key:
            raise KeyringClosed
        require(can_ask, actor, on)
        held = HeldDesk.objects.get(desk_id=actor.seat)
        asked, _made = Recovery.objects.get_or_create(
            desk=held, member=member, done_on=None, defaults={"asked_on": on}
        )
        record(actor, Verb.KEYRING_RECOVERY_ASKED)
    return asked


def can_ask(actor: Actor, on: date) -> bool:
    """Recovery is on, and there is a pair of the desk that she should hold and does not."""
    held = HeldDesk.objects.filter(desk_id=actor.seat).exclude(needed=None).first()
    return held is not None and bool(missing_keys(actor, held, on))


def missing_keys(actor: Actor, held: HeldDesk, on: date) -> list[HeldKey]:
    """Pairs of a held desk that the actor should hold and does not."""
    from amparo.kernel.vault.holding import is_entitled  # it calls this module

    member = member_of(actor)
    has = MemberHold.objects.filter(member=member).values("key")
    keys = HeldKey.objects.filter(desk=held).exclude(pk__in=has).select_related("recipient")
    return [key for key in keys if is_entitled(key, user_of(actor), on)]


def waiting_for(actor: Actor) -> list[Recovery]:
    """Recoveries that this trustee can still support."""
    member = member_of(actor)
    if member is None:
        return []
    trusted = Trustee.objects.filter(member=member).values("desk")
    asked = Recovery.objects.filter(desk__in=trusted, done_on=None).exclude(member=member)
    asked = asked.select_related("desk__desk__organisation", "member")
    return [one for one in asked if _parts_left(one, member)]


def support(*, actor: Actor, recovery: UUID, on: date) -> Recovery:
    """Give whoever asked this trustee's part of each pair that she should hold.

    Raises:
        KeyringClosed: the trustee's own key ring is closed.
        Denied: she is no trustee of that desk, or asks for herself.
        Recovery.DoesNotExist: nobody asks that.
    """
    from amparo.kernel.vault.holding import is_entitled  # it calls this module

    with writing(actor):
        member = member_of(actor)
        if member is None or not actor.own_key:
            raise KeyringClosed
        asked = Recovery.objects.select_related("desk", "member").get(
            public_id=recovery, done_on=None
        )
        require(can_support, actor, asked)
        for share in _parts_left(asked, member):
            about = share.key
            part = open_sealed_to(
                member, bytes(share.sealed_share), about, actor.own_key, share.number
            )
            if part is not None and is_entitled(about, asked.member.owner, on):
                RecoverySupport.objects.create(
                    recovery=asked,
                    key=about,
                    number=share.number,
                    sealed_share=seal_to(asked.member, part, about, share.number),
                    supported_on=on,
                )
        record(actor, Verb.KEYRING_RECOVERY_SUPPORTED, asked=str(asked.public_id))
    return asked


def can_support(actor: Actor, asked: Recovery) -> bool:
    """A trustee of the desk, and never for herself."""
    member = member_of(actor)
    trusted = Trustee.objects.filter(desk=asked.desk_id, member=member).exists()
    return member is not None and trusted and asked.member_id != member.pk


def finish(*, actor: Actor, on: date) -> int:
    """Put the parts together and hold the pairs; how many opened.

    Raises:
        KeyringClosed: her key ring is closed.
        NotEnoughYet: no pair has parts enough.
        Recovery.DoesNotExist: she asked for nothing.
    """
    with writing(actor):
        if not actor.own_key:
            raise KeyringClosed
        asked = (
            Recovery.objects.select_for_update(of=("self",))
            .select_related("member", "desk")
            .get(member__owner=user_of(actor), desk__desk_id=actor.seat, done_on=None)
        )
        opened = 0
        for key in missing_keys(actor, asked.desk, on):
            private = _joined(asked, key, actor.own_key)
            if private is not None:
                MemberHold.objects.create(
                    key=key,
                    member=asked.member,
                    sealed_private=seal_to(asked.member, private, key),
                    since_on=on,
                )
                opened += 1
        if not opened:
            raise NotEnoughYet
        RecoverySupport.objects.filter(recovery=asked).delete()
        asked.done_on = on
        asked.save(update_fields=["done_on"])
        record(actor, Verb.KEYRING_RECOVERED, keys=opened)
    return opened


def supporters(asked: Recovery) -> int:
    """How many trustees have given their part."""
    numbers = RecoverySupport.objects.filter(recovery=asked).values_list("key", "number")
    by_key: dict[int, int] = {}
    for key, _number in numbers:
        by_key[key] = by_key.get(key, 0) + 1
    return min(by_key.values(), default=0)


def share_out(key: HeldKey, private: bytes) -> None:
    """Split a pair's private half anew among its desk's trustees; earlier parts are void."""
    RecoverySupport.objects.filter(key=key).delete()
    RecoveryShare.objects.filter(key=key).delete()
    named = list(Trustee.objects.filter(desk=key.desk).select_related("member").order_by("pk"))
    if key.desk.needed is None or len(named) < key.desk.needed:
        return
    parts = split(private, shares=len(named), threshold=key.desk.needed)
    RecoveryShare.objects.bulk_create(
        [
            RecoveryShare(
                key=key,
                member=one.member,
                number=part.point,
                sealed_share=seal_to(one.member, _packed(part), key, part.point),
            )
            for one, part in zip(named, parts, strict=True)
        ]
    )


def lacks_shares(key: HeldKey) -> bool:
    """Whether recovery is on and some trustee has no part of this pair."""
    if key.desk.needed is None:
        return False
    named = Trustee.objects.filter(desk=key.desk).count()
    return named >= key.desk.needed and RecoveryShare.objects.filter(key=key).count() != named


def drop_leaving_trustees(on: date) -> int:
    """Take their parts from trustees who left the institution, and mark the pairs for renewal."""
    dropped = 0
    for held in HeldDesk.objects.exclude(needed=None).select_related("desk"):
        staying = trustees_possible(held, on)
        gone = Trustee.objects.filter(desk=held).exclude(member__in=staying)
        members = list(gone.values_list("member", flat=True))
        if members:
            RecoveryShare.objects.filter(key__desk=held, member__in=members).delete()
            HeldKey.objects.filter(desk=held, renew_since=None).update(renew_since=on)
            gone.delete()
            dropped += len(members)
    return dropped


def forget(held: HeldDesk) -> None:
    """No trustee, no part, nothing asked."""
    RecoverySupport.objects.filter(recovery__desk=held).delete()
    Recovery.objects.filter(desk=held).delete()
    RecoveryShare.objects.filter(key__desk=held).delete()
    Trustee.objects.filter(desk=held).delete()


def _parts_left(asked: Recovery, member: Recipient) -> list[RecoveryShare]:
    given = RecoverySupport.objects.filter(recovery=asked)
    done = set(given.values_list("key", "number"))
    has = MemberHold.objects.filter(member=asked.member).values("key")
    shares = RecoveryShare.objects.filter(key__desk=asked.desk_id, member=member)
    shares = shares.exclude(key__in=has).select_related("key__recipient")
    return [share for share in shares if (share.key_id, share.number) not in done]


def _joined(asked: Recovery, key: HeldKey, own_key: bytes) -> bytes | None:
    """The private half, when the parts are enough and give the half of this very pair."""
    parts = []
    for given in RecoverySupport.objects.filter(recovery=asked, key=key):
        raw = open_sealed_to(asked.member, bytes(given.sealed_share), key, own_key, given.number)
        if raw is not None:
            parts.append(_unpacked(raw))
    try:
        private = join(parts)
    except NotAShare:
        return None
    return private if public_of(private) == bytes(key.recipient.public_key) else None


def _packed(part: Share) -> bytes:
    return part.of + bytes([part.threshold, part.point]) + part.values


def _unpacked(raw: bytes) -> Share:
    return Share(raw[:4], raw[4], raw[5], raw[HEAD:])
