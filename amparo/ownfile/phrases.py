"""The code and the phrases of her door: how they are made, read and turned into keys.

The phrase goes through the same Argon2id as a receipt (peppered by a key of the node, so that a
copy of the database is not enough to try phrases). One derivation answers for both phrases: nobody
learns from the time which of them was typed, or that there is no such door.
"""

from __future__ import annotations

import hmac
import re

from amparo.ownfile.errors import PhrasesAlike, PhraseTooShort
from amparo.ownfile.models import LOCATOR_DIGITS, OwnDoor
from amparo.reports.public import ReceiptKeys, derive_for_visit, fold

LONGEST = 400  # characters
FEWEST_WORDS, FEWEST_LETTERS = 4, 15
BEGINNING = 4  # two phrases that start alike are mixed up under fear


def folded(phrase: str) -> str:
    """Words without accents, case, marks or spare spaces: what she meant, however she typed it."""
    return " ".join(re.findall(r"[^\W_]+", fold(phrase[:LONGEST])))


def check(phrase: str, duress: str) -> None:
    """Raises PhraseTooShort or PhrasesAlike, naming the field."""
    for field, typed in (("phrase", phrase), ("duress", duress)):
        words = folded(typed)
        if (typed or field == "phrase") and not _is_long_enough(words):
            raise PhraseTooShort(field)
    if duress and folded(duress)[:BEGINNING] == folded(phrase)[:BEGINNING]:
        raise PhrasesAlike


def _is_long_enough(words: str) -> bool:
    return len(words.split()) >= FEWEST_WORDS or len(words.replace(" ", "")) >= FEWEST_LETTERS


def keys_of(phrase: str, salt: bytes | None) -> ReceiptKeys:
    """The two keys of a phrase; takes the same time without a door. Outside any transaction."""
    words = folded(phrase)
    return derive_for_visit(f"own door|{words}".encode() if words else None, salt)


def locator_of(typed: str) -> str:
    """The six digits of what was typed, or ""."""
    digits = "".join(re.findall(r"[0-9]", fold(typed[:LONGEST])))
    return digits if len(digits) == LOCATOR_DIGITS else ""


def matches(keys: ReceiptKeys, door: OwnDoor | None) -> tuple[bool, bool]:
    """Whether the phrase is hers, and whether it is the one of danger; constant time."""
    never = keys.proof[::-1]
    verifier = bytes(door.verifier) if door else never
    duress = bytes(door.duress_verifier) if door else b""
    return (
        hmac.compare_digest(keys.proof, verifier),
        hmac.compare_digest(keys.proof, duress or never),
    )
