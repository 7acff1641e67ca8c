"""A member's own key pair, and what is sealed to it.

While it is open, her private key lives in the Actor of one request. Between requests it exists only
as ciphertext in her session, under a key that only her browser has (`own_cookie`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.identity.models import User
from amparo.kernel.vault.held_keys import (
    HeldKey,
    MemberHold,
    Recovery,
    RecoveryShare,
    RecoverySupport,
    Trustee,
)
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.passphrase import folded, lock_private
from amparo.kernel.vault.recipients import BY_MEMBERS, open_key, seal_key
from amparo.kernel.vault.sealed import CannotOpen

if TYPE_CHECKING:
    from amparo.kernel.vault.models import Wrap

SHORTEST = 15  # characters of a passphrase


class KeyringClosed(CannotOpen, ValidationError):
    """Only her own key ring stands in the way; shown like any other thing to mend."""

    def __init__(self) -> None:
        ValidationError.__init__(
            self,
            _(
                "Su llavero está cerrado, o todavía no abre esta mesa o este equipo. Ábralo en «Mi "
                "llavero» y envíe otra vez: lo escrito sigue aquí."
            ),
            code="keyring_closed",
        )


class PassphraseTooWeak(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "passphrase": _(
                    "Use al menos 15 letras y cuatro palabras que no vayan juntas en ninguna frase "
                    "conocida."
                )
            }
        )


class HasKeyring(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Usted ya tiene un llavero. Ábralo, o empiece uno nuevo."))


def user_of(actor: Actor) -> UUID:
    """The public id of the account behind an actor. Raises ValueError for a task or the public."""
    return UUID(actor.name.removeprefix("user:"))


def member_of(actor: Actor) -> Recipient | None:
    """Her own key pair, or None while she has none."""
    if actor.user_id is None:
        return None
    return Recipient.objects.filter(kind=RecipientKind.MEMBER, owner=user_of(actor)).first()


def holding_member(user_id: int) -> Recipient | None:
    """The key pair of an account that holds something; None for everybody else."""
    owners = User.objects.filter(pk=user_id).values("public_id")
    members = Recipient.objects.filter(kind=RecipientKind.MEMBER, owner__in=owners)
    return members.filter(pk__in=MemberHold.objects.values("member")).first()


def check_passphrase(passphrase: str) -> None:
    """Raises PassphraseTooWeak."""
    words = folded(passphrase)
    if len(words) < SHORTEST or len(set(words.casefold())) < SHORTEST // 2:
        raise PassphraseTooWeak


def privates_for(actor: Actor, wraps: Iterable[Wrap]) -> dict[int, bytes]:
    """The private halves, by recipient, of the members' pairs in these wraps that she opens now."""
    wanted = {wrap.recipient_id for wrap in wraps if wrap.recipient.kind in BY_MEMBERS}
    if not wanted or not actor.own_key:
        return {}
    holds = MemberHold.objects.filter(
        key__recipient__in=wanted,
        member__kind=RecipientKind.MEMBER,
        member__owner=user_of(actor),
    )
    return {
        hold.key.recipient_id: private
        for hold in holds.select_related("key__recipient", "member")
        if (private := open_hold(hold, actor.own_key)) is not None
    }


def seal_to(member: Recipient, secret: bytes, about: HeldKey, number: int = 0) -> bytes:
    """A private half (number 0) or a numbered share of it, sealed to one member."""
    return seal_key(member, secret, _info(member, about, number))


def open_hold(hold: MemberHold, own_key: bytes) -> bytes | None:
    """The pair's private half, or None when this key does not fit."""
    return open_sealed_to(hold.member, bytes(hold.sealed_private), hold.key, own_key)


def open_sealed_to(
    member: Recipient, sealed: bytes, about: HeldKey, own_key: bytes, number: int = 0
) -> bytes | None:
    try:
        return open_key(own_key, sealed, _info(member, about, number))
    except (InvalidTag, ValueError):
        return None


def fresh_pair() -> tuple[bytes, bytes]:
    """Private and public half of a new X25519 pair."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fresh_member(owner: UUID, passphrase: str) -> tuple[Recipient, bytes]:
    private, public = fresh_pair()
    member = Recipient(key_id=uuid4(), kind=RecipientKind.MEMBER, owner=owner, public_key=public)
    member.private_key = lock_private(member, private, passphrase)
    return member, private


def forget_member(member: Recipient) -> None:
    """Whatever was sealed to a pair that nobody opens any more."""
    RecoverySupport.objects.filter(recovery__member=member).delete()
    Recovery.objects.filter(member=member).delete()
    RecoveryShare.objects.filter(member=member).delete()
    Trustee.objects.filter(member=member).delete()
    MemberHold.objects.filter(member=member).delete()


def _info(member: Recipient, about: HeldKey, number: int) -> bytes:
    """What a sealed private half or share is for, bound in its context."""
    return b"|".join(
        (
            b"amparo-hold-1",
            member.owner.bytes,
            member.key_id.bytes,
            about.recipient.kind.encode(),
            about.recipient.owner.bytes,
            about.recipient.key_id.bytes,
            str(number).encode(),
        )
    )
