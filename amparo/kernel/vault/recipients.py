"""Key pairs of organisations, desks, teams and mailboxes (X25519, HPKE base mode, RFC 9180)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from amparo.kernel.vault.models import Recipient, RecipientKind

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def derived_key(purpose: str) -> bytes:
    """A 32-byte key of this node for one purpose, from the root key outside the database."""
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"amparo/" + purpose.encode()
    ).derive(settings.HOME.key("root"))


@lru_cache(maxsize=1)
def _root() -> bytes:
    return derived_key("recipients")


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
    """Encrypt a private key under the node's root key or under a receipt's key."""
    nonce = os.urandom(12)
    return nonce + AESGCM(wrapping_key or _root()).encrypt(nonce, private, _bound(recipient))


def unwrap_private(recipient: Recipient, wrapping_key: bytes | None = None) -> bytes:
    """The private key's 32 bytes. Raises InvalidTag when the wrapping key does not fit."""
    sealed = bytes(recipient.private_key)
    return AESGCM(wrapping_key or _root()).decrypt(sealed[:12], sealed[12:], _bound(recipient))


def seal_key(recipient: Recipient, data_key: bytes, info: bytes) -> bytes:
    public = X25519PublicKey.from_public_bytes(bytes(recipient.public_key))
    return SUITE.encrypt(data_key, public, info=info)


def open_key(private: bytes, sealed_key: bytes, info: bytes) -> bytes:
    return SUITE.decrypt(sealed_key, X25519PrivateKey.from_private_bytes(private), info=info)


def recipients(kind: RecipientKind, owners: Iterable[UUID]) -> list[Recipient]:
    return list(Recipient.objects.filter(kind=kind, owner__in=list(owners)))


def _bound(recipient: Recipient) -> bytes:
    return b"|".join((b"private", recipient.kind.encode(), recipient.owner.bytes))
