"""Blind indexes: names that can be looked up and never read back.

A token is the first 16 bytes of HMAC-SHA-256 under a key of one organisation and one purpose, of a
folded word ("w:maria") or of its first three letters ("p:mar"). Equal words give equal tokens to
whoever holds both database and root key: docs/threat-model.md says so.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache
from uuid import UUID

from amparo.kernel.vault.recipients import derived_key

# Particles of Spanish, Portuguese and French names carry no identity.
PARTICLES = frozenset(
    [
        "a",
        "as",
        "d",
        "da",
        "das",
        "de",
        "del",
        "des",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "la",
        "las",
        "le",
        "les",
        "los",
        "y",
    ]
)
PREFIX = 3


def folded_words(text: str) -> list[str]:
    """Words without accents, case or particles: "María de la Peña" → ["maria", "pena"]."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in re.findall(r"[^\W_]+", plain) if word not in PARTICLES]


def name_tokens(text: str, *, organisation: UUID, purpose: str) -> set[bytes]:
    """Tokens of every word and every three-letter beginning of a name."""
    words = folded_words(text)
    marks = {f"w:{word}" for word in words}
    marks |= {f"p:{word[:PREFIX]}" for word in words if len(word) >= PREFIX}
    return {blind(mark, organisation=organisation, purpose=purpose) for mark in marks}


def search_tokens(text: str, *, organisation: UUID, purpose: str) -> list[set[bytes]]:
    """For each word typed, the tokens any of which must be present."""
    sought = []
    for word in folded_words(text):
        mark = f"p:{word}" if len(word) == PREFIX else f"w:{word}"
        marks = {mark, f"w:{word}"}
        sought.append({blind(m, organisation=organisation, purpose=purpose) for m in marks})
    return sought


def blind(mark: str, *, organisation: UUID, purpose: str) -> bytes:
    """One 16-byte token."""
    key = _key(organisation, purpose)
    return hmac.new(key, mark.encode(), hashlib.sha256).digest()[:16]


@lru_cache(maxsize=1024)
def _key(organisation: UUID, purpose: str) -> bytes:
    return derived_key(f"blind/{purpose}/{organisation}")
