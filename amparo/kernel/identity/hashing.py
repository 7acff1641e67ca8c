"""How a card's codes are hashed: 24 at once while somebody waits, one at each entry."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher
from django.utils.module_loading import import_string


class CodeHasher(Argon2PasswordHasher):
    """Argon2id with the least memory that is still advised (19 MiB, two passes, one lane)."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


def code_hasher() -> BasePasswordHasher:
    """The hasher of card codes; the suite names a quick one."""
    hasher: BasePasswordHasher = import_string(settings.CODE_HASHER)()
    return hasher


def hashed(code: str) -> str:
    """A salted hash of one code."""
    hasher = code_hasher()
    return hasher.encode(code, hasher.salt())


def holds(code: str, digest: str) -> bool:
    return code_hasher().verify(code, digest)
