"""`Sealed`: bytes that only a keyring opens, and the model field that stores them.

Layout of a ciphertext (version 1): format 1 · suite 1 · data class 1 · key id 16 · nonce 12 ·
AES-256-GCM body. The additional data binds header, model, field and subject, so that a database
writer cannot swap one person's name for another's.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from amparo.kernel.access.classes import CLASS_NUMBERS, DataClass

FORMAT, AES_256_GCM = 1, 1
HEADER = 3 + 16
NONCE = 12
CLASSES_BY_NUMBER = {number: data_class for data_class, number in CLASS_NUMBERS.items()}


class CannotOpen(Exception):
    """The key does not fit, or the ciphertext was altered or moved. Says nothing of its content."""


@dataclass(frozen=True, repr=False)
class Sealed:
    """A ciphertext; its text exists only while a keyring reads it."""

    ciphertext: bytes

    def __repr__(self) -> str:
        return "Sealed(…)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.ciphertext)

    @property
    def key_id(self) -> UUID:
        return UUID(bytes=self.ciphertext[3:HEADER])

    @property
    def data_class(self) -> DataClass:
        return CLASSES_BY_NUMBER[self.ciphertext[2]]


EMPTY = Sealed(b"")


def seal(
    *, key: bytes, key_id: UUID, data_class: DataClass, place: str, subject: UUID, content: bytes
) -> Sealed:
    """Encrypt ``content`` for one ``place`` ("app.Model.field") of one subject."""
    header = bytes([FORMAT, AES_256_GCM, CLASS_NUMBERS[data_class]]) + key_id.bytes
    nonce = os.urandom(NONCE)
    body = AESGCM(key).encrypt(nonce, content, _bound(header, place, subject))
    return Sealed(header + nonce + body)


def open_sealed(sealed: Sealed, *, key: bytes, place: str, subject: UUID) -> bytes:
    """Decrypt. Raises CannotOpen for a wrong key, place, subject or an altered byte."""
    raw = sealed.ciphertext
    if len(raw) < HEADER + NONCE or raw[0] != FORMAT or raw[1] != AES_256_GCM:
        raise CannotOpen
    header, nonce, body = raw[:HEADER], raw[HEADER : HEADER + NONCE], raw[HEADER + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound(header, place, subject))
    except InvalidTag:
        raise CannotOpen from None


def _bound(header: bytes, place: str, subject: UUID) -> bytes:
    return header + b"|" + place.encode() + b"|" + subject.bytes


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # stubs give it no parameters
    """A column of ciphertext. In Python it is a `Sealed`; empty means that nothing was written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", bytes)
        kwargs["blank"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, *_: Any) -> Sealed:
        return Sealed(bytes(value)) if value else EMPTY

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else Sealed(bytes(value or b""))

    def get_prep_value(self, value: Any) -> bytes:
        return value.ciphertext if isinstance(value, Sealed) else bytes(value or b"")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)
