"""A member's private key under her passphrase.

Argon2id over HMAC-SHA-256(pepper, passphrase): a copy of the database alone is not enough to try
passphrases; with the pepper each try costs `settings.MEMBER_KEY_COST`. The cost travels with the
ciphertext, so that it can be raised. Layout: format 1 · passes 1 · memory KiB 4 · salt 16 ·
nonce 12 · AES-256-GCM body. Call these functions outside any transaction: they are slow on purpose.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from amparo.kernel.vault.models import Recipient

FORMAT = 1
SALT, NONCE, KEY = 16, 12, 32
HEADER = 1 + 1 + 4 + SALT
AT_A_TIME = 1  # each try takes 128 MiB


class WrongPassphrase(Exception):
    """It does not open this key ring. Says nothing about what would."""


def folded(passphrase: str) -> str:
    """One spelling of what was typed: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def lock_private(member: Recipient, private: bytes, passphrase: str) -> bytes:
    """The private key as it is kept."""
    passes, memory_kib = settings.MEMBER_KEY_COST
    header = bytes([FORMAT, passes]) + memory_kib.to_bytes(4) + os.urandom(SALT)
    nonce = os.urandom(NONCE)
    key = _stretched(passphrase, header)
    return header + nonce + AESGCM(key).encrypt(nonce, private, _bound(member, header))


def open_private(member: Recipient, passphrase: str) -> bytes:
    """The private key's 32 bytes. Raises WrongPassphrase."""
    kept = bytes(member.private_key)
    header, nonce, body = kept[:HEADER], kept[HEADER : HEADER + NONCE], kept[HEADER + NONCE :]
    if len(header) < HEADER or header[0] != FORMAT:
        raise WrongPassphrase
    try:
        return AESGCM(_stretched(passphrase, header)).decrypt(nonce, body, _bound(member, header))
    except InvalidTag:
        raise WrongPassphrase from None


def _stretched(passphrase: str, header: bytes) -> bytes:
    secret = folded(passphrase).encode("utf-8", "replace")
    peppered = hmac.new(settings.HOME.key("pepper"), b"member|" + secret, hashlib.sha256).digest()
    with _turns():
        return hash_secret_raw(
            secret=peppered,
            salt=header[6:],
            time_cost=header[1],
            memory_cost=int.from_bytes(header[2:6]),
            parallelism=1,
            hash_len=KEY,
            type=Type.ID,
        )


@cache
def _turns() -> BoundedSemaphore:
    return BoundedSemaphore(AT_A_TIME)


def _bound(member: Recipient, header: bytes) -> bytes:
    return b"|".join((b"amparo-member-1", member.owner.bytes, member.key_id.bytes, header))
