"""Receipts: how the code that opens a mailbox is made, written, said aloud and read back.

Digits: a 6-digit locator (stored, so that one guess tests one report) and a 14-digit secret
(46.5 bits, never stored), shown as five groups of four. Words, for whoever is in more danger: the
same locator and 8 words of the 2,048-word Spanish BIP-39 list (88 bits; list of the MIT-licensed
package `mnemonic`), of which the first four letters are enough.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mnemonic import Mnemonic

LOCATOR_DIGITS = 6
SECRET_DIGITS = 14
GROUP = 4
WORDS = 8
TELLING_LETTERS = 4  # no two words of the list share their first four
LONGEST = 400  # characters; nothing that long is a receipt

DIGIT_NAMES = {
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
    "en": "zero one two three four five six seven eight nine".split(),
    "pt": "zero um dois três quatro cinco seis sete oito nove".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf".split(),
}


class VerifierKind(StrEnum):
    DIGITS = "digits"
    WORDS = "words"


@dataclass(frozen=True, repr=False)
class Receipt:
    """A locator and a secret in canonical form; its repr shows neither."""

    locator: str
    secret: str  # 14 digits, or 8 folded words joined by single spaces
    kind: VerifierKind

    def __repr__(self) -> str:
        return "Receipt(…)"

    @property
    def groups(self) -> list[str]:
        """What is shown: five groups of four digits, or the locator and eight words."""
        if self.kind is VerifierKind.WORDS:
            return [self.locator, *(_folded_list()[word] for word in self.secret.split())]
        digits = self.locator + self.secret
        return [digits[start : start + GROUP] for start in range(0, len(digits), GROUP)]

    @property
    def code(self) -> str:
        """The groups with single spaces, ready to be typed back."""
        return " ".join(self.groups)

    def said(self, language: str) -> str:
        """The code as it is read aloud by telephone, digit by digit; Spanish when unknown."""
        names = DIGIT_NAMES.get(language[:2], DIGIT_NAMES["es"])
        spoken = [
            " ".join(names[int(digit)] for digit in group) if group.isdigit() else group
            for group in self.groups
        ]
        return ", ".join(spoken)


def new_digits() -> Receipt:
    """A receipt of 20 random digits."""
    return Receipt(new_locator(), _random_digits(SECRET_DIGITS), VerifierKind.DIGITS)


def new_words(locator: str) -> Receipt:
    """The same locator with eight random words."""
    chosen = [secrets.choice(list(_folded_list())) for _number in range(WORDS)]
    return Receipt(locator, " ".join(chosen), VerifierKind.WORDS)


def new_locator() -> str:
    return _random_digits(LOCATOR_DIGITS)


def parse(typed: str) -> Receipt | None:
    """What somebody typed, or None when it cannot be a receipt.

    Spaces, dashes, dots, line ends, full-width digits, accents, case and words cut after their
    fourth letter are all read.
    """
    if len(typed) > LONGEST:
        return None
    parts: list[str] = re.findall(r"[0-9]+|[^\W\d_]+", fold(typed))
    digits = "".join(part for part in parts if part.isdigit())
    words = [part for part in parts if not part.isdigit()]
    if not words and len(digits) == LOCATOR_DIGITS + SECRET_DIGITS:
        return Receipt(digits[:LOCATOR_DIGITS], digits[LOCATOR_DIGITS:], VerifierKind.DIGITS)
    known = [_by_beginning().get(word[:TELLING_LETTERS], "") for word in words]
    fits = all(full.startswith(word) for full, word in zip(known, words, strict=True))
    if len(digits) == LOCATOR_DIGITS and len(words) == WORDS and fits:
        return Receipt(digits, " ".join(known), VerifierKind.WORDS)
    return None


def fold(text: str) -> str:
    """Lower case, no accents, compatibility forms (full-width digits) made plain."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@cache
def _folded_list() -> dict[str, str]:
    """Folded word → word as it is written, with its accents composed."""
    listed = Mnemonic("spanish").wordlist
    return {fold(word): unicodedata.normalize("NFC", word) for word in listed}


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:TELLING_LETTERS]: word for word in _folded_list()}


def _random_digits(count: int) -> str:
    return str(secrets.randbelow(10**count)).zfill(count)
