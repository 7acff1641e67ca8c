"""What two reports about the same thing would share: telephones, plates, pages, accounts.

Plain patterns, no names and no machine judgement. A mark never leaves memory: only its blind
token under the receiving institution's key is stored.
"""

from __future__ import annotations

import re
from uuid import UUID

from amparo.kernel.vault.blind import blind

PURPOSE = "report"
LONGEST_SEARCHED = 64 * 1024  # letters
MOST = 50  # tokens of one text; more would be a list pasted in, not a report
SHORTEST_PHONE = 7
NATIONAL_PHONE = 8  # the last digits, so that a country prefix makes no difference

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PAGE = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'()]{4,300}|\b(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,6}/[^\s<>\"'()]{1,300}",
    re.IGNORECASE,
)
ACCOUNT = re.compile(r"(?<![\w@.])@([\w.]{3,30})")
PHONE = re.compile(r"(?<![\w/])\+?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")
PLATE = re.compile(r"\b(?:[A-Z]{2,3}[- ]?\d{3,4}[A-Z]{0,3}|\d{3,4}[- ]?[A-Z]{3})\b")
# A day and a year look like a telephone.
DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")


def marks_of(text: str) -> set[str]:
    """Comparable marks of everything found: "t:88881111", "p:abc123", "u:…", "m:…", "a:…"."""
    marks, rest = set(), DAY.sub(" ", text[:LONGEST_SEARCHED])
    for prefix, pattern in (("m", MAIL), ("u", PAGE), ("a", ACCOUNT)):
        found = pattern.findall(rest)
        rest = pattern.sub(" ", rest)
        marks |= {f"{prefix}:{_tidy(each)}" for each in found}
    for each in PHONE.findall(rest):
        digits = re.sub(r"\D", "", each)
        if len(digits) >= SHORTEST_PHONE:
            marks.add(f"t:{digits[-NATIONAL_PHONE:]}")
    marks |= {f"p:{re.sub('[- ]', '', each).lower()}" for each in PLATE.findall(rest)}
    return marks


def tokens_of(text: str, *, organisation: UUID) -> set[bytes]:
    """Blind tokens of the marks of a text, at most 50, under one institution's key."""
    marks = sorted(marks_of(text))[:MOST]
    return {blind(mark, organisation=organisation, purpose=PURPOSE) for mark in marks}


def _tidy(found: str) -> str:
    plain = re.sub(r"^(?:https?://)?(?:www\.)?", "", found.lower())
    return plain.rstrip("/.,;:!?")
