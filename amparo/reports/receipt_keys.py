"""From a receipt's secret to two keys: one that proves it, one that opens the mailbox.

Argon2id (64 MiB, 1 pass, 1 lane; RFC 9106 leaves the pass count to the server's means) over
HMAC-SHA-256(pepper, secret) with the report's own salt; HKDF splits the result. A copy of the
database is not enough to try secrets: the pepper is a file of the node. ADR "receipts".
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from amparo.reports.receipts import Receipt

MEMORY_KIB = 64 * 1024
PASSES = 1
LANES = 1
KEY_BYTES = 32
SALT_BYTES = 16
NOBODY = b"nobody's secret"


@dataclass(frozen=True, repr=False)
class ReceiptKeys:
    """``proof`` is stored to recognise the receipt; ``wrapping`` never leaves memory."""

    proof: bytes
    wrapping: bytes


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def derive(receipt: Receipt | None, salt: bytes | None) -> ReceiptKeys:
    """The two 32-byte keys of a receipt under a report's salt.

    Costs the same when there is no such receipt or no such report: nobody learns from the time
    which locators exist. Waits for its turn, because each turn takes 64 MiB. Call it outside any
    transaction.
    """
    with _visits():
        return derive_from(_secret(receipt), salt)


def derive_for_report(receipt: Receipt, salt: bytes) -> ReceiptKeys:
    """As `derive`, for a report that is coming in: visitors never hold every turn, so a flood of
    guesses at mailboxes and doors makes those wait and not the reports."""
    return derive_from(_secret(receipt), salt)


def derive_for_visit(secret: bytes | None, salt: bytes | None) -> ReceiptKeys:
    """As `derive`, from the bytes of any secret that somebody keeps."""
    with _visits():
        return derive_from(secret, salt)


def derive_from(secret: bytes | None, salt: bytes | None) -> ReceiptKeys:
    """The stretching itself, when a turn is free."""
    secret = NOBODY if secret is None else secret
    peppered = hmac.new(settings.HOME.key("pepper"), secret, hashlib.sha256).digest()
    with _turns():
        stretched = hash_secret_raw(
            secret=peppered,
            salt=salt or _nobodys_salt(),
            time_cost=PASSES,
            memory_cost=MEMORY_KIB,
            parallelism=LANES,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    return ReceiptKeys(proof=_split(stretched, b"proof"), wrapping=_split(stretched, b"wrap"))


def proves(keys: ReceiptKeys, verifier: bytes) -> bool:
    """Whether the keys are those whose proof was stored; constant time."""
    return hmac.compare_digest(keys.proof, verifier)


def _secret(receipt: Receipt | None) -> bytes | None:
    return f"{receipt.kind}|{receipt.secret}".encode() if receipt else None


@cache
def _turns() -> BoundedSemaphore:
    return BoundedSemaphore(settings.RECEIPT_SEMAPHORE)


@cache
def _visits() -> BoundedSemaphore:
    """All turns but one: the last is for reports alone (with a single turn they share it)."""
    return BoundedSemaphore(max(1, settings.RECEIPT_SEMAPHORE - 1))


@cache
def _nobodys_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def _split(stretched: bytes, part: bytes) -> bytes:
    kdf = HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"amparo/receipt/" + part
    )
    return kdf.derive(stretched)
