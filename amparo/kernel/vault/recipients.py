"""Key pairs of organisations, desks, teams and mailboxes (X25519, HPKE base mode, RFC 9180)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.apps import apps
from django.conf import settings

from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.nodekeys import MissingKey

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
NO_SIDE = "node"


def derived_key(purpose: str) -> bytes:
    """A 32-byte key of this node for one purpose, the same whatever is rotated (`nodekeys`)."""
    key: bytes = settings.HOME.keys.derived(purpose)
    return key


def ensure_recipient(
    kind: RecipientKind, owner: UUID, *, wrapping_key: bytes | None = None
) -> Recipient:
    """The key pair of an owner, made when missing. Mailboxes bring the receipt's wrapping key."""
    known = Recipient.objects.filter(kind=kind, owner=owner).first()
    if known is not None:
        return known
    private = X25519PrivateKey.generate()
    recipient = Recipient(key_id=uuid4(), kind=kind, owner=owner)
    recipient.public_key = private.public_key().public_bytes_raw()
    recipient.private_key = wrap_private(recipient, private.private_bytes_raw(), wrapping_key)
    recipient.save(force_insert=True)
    return recipient


def wrap_private(recipient: Recipient, private: bytes, wrapping_key: bytes | None) -> bytes:
    """Encrypt a private key under a receipt's key, or under the newest of its side of the wall.

    Raises MissingKey when that side's key is not on this node.
    """
    if wrapping_key is None:
        recipient.sealed_by = settings.HOME.keys.current(family_of(recipient))
        wrapping_key = _node_key(recipient.sealed_by)
    nonce = os.urandom(12)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, private, _bound(recipient))


def unwrap_private(recipient: Recipient, wrapping_key: bytes | None = None) -> bytes:
    """The private key's 32 bytes.

    Raises InvalidTag when the wrapping key does not fit, and MissingKey (a ValueError) when this
    node does not have it.
    """
    key = wrapping_key or _node_key(recipient.sealed_by)
    sealed = bytes(recipient.private_key)
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], _bound(recipient))


def family_of(recipient: Recipient) -> str:
    """Which of the node's keys protect a private half: one for each side of the wall."""
    return families_of([recipient])[recipient.owner]


def families_of(recipients: Iterable[Recipient]) -> dict[UUID, str]:
    """By owner. A desk is on the side of its institution, a team on that of its own; whoever has
    no known institution is on no side."""
    owners = [recipient.owner for recipient in recipients]
    sides = dict.fromkeys(owners, NO_SIDE)
    for model, domain in (
        ("organisations.Organisation", "domain"),
        ("organisations.Desk", "organisation__domain"),
        ("access.Team", "organisation__domain"),
    ):
        found = apps.get_model(model)._default_manager.filter(public_id__in=owners)
        sides.update(found.values_list("public_id", domain))
    return sides


def _node_key(name: str) -> bytes:
    if not name:  # a receipt's, or members': no key of the node opens it
        raise MissingKey(name)
    key: bytes = settings.HOME.key(name)
    return key


def seal_key(recipient: Recipient, data_key: bytes, info: bytes) -> bytes:
    public = X25519PublicKey.from_public_bytes(bytes(recipient.public_key))
    return SUITE.encrypt(data_key, public, info=info)


def open_key(private: bytes, sealed_key: bytes, info: bytes) -> bytes:
    return SUITE.decrypt(sealed_key, X25519PrivateKey.from_private_bytes(private), info=info)


def recipients(kind: RecipientKind, owners: Iterable[UUID]) -> list[Recipient]:
    return list(Recipient.objects.filter(kind=kind, owner__in=list(owners)))


# A desk or a team, and a class whose keys its people may hold: the kind of the pair they hold.
HELD_KINDS = {
    (RecipientKind.DESK, DataClass.REPORT): RecipientKind.DESK_REPORT,
    (RecipientKind.DESK, DataClass.CLINICAL): RecipientKind.DESK_CLINICAL,
    (RecipientKind.DESK, DataClass.PRIVILEGED): RecipientKind.DESK_PRIVILEGED,
    (RecipientKind.TEAM, DataClass.CLINICAL): RecipientKind.TEAM_CLINICAL,
    (RecipientKind.TEAM, DataClass.PRIVILEGED): RecipientKind.TEAM_PRIVILEGED,
}
OF_DESKS = (RecipientKind.DESK, *(k for (one, _c), k in HELD_KINDS.items() if one == "desk"))
OF_TEAMS = (RecipientKind.TEAM, *(k for (one, _c), k in HELD_KINDS.items() if one == "team"))
BY_MEMBERS = tuple(HELD_KINDS.values())


def holder_of(recipient: Recipient, data_class: DataClass) -> Recipient:
    """The pair that keys of a class are wrapped to: the one its members hold, where they do."""
    kind = HELD_KINDS.get((RecipientKind(recipient.kind), data_class))
    if kind is None:
        return recipient
    return Recipient.objects.filter(kind=kind, owner=recipient.owner).first() or recipient


def _bound(recipient: Recipient) -> bytes:
    return b"|".join((b"private", recipient.kind.encode(), recipient.owner.bytes))
