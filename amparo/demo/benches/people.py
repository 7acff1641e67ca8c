"""Invented people by number: the same number is always the same person."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

SYLLABLES = "ba ce di fo lu ma ne pi ro su ta ve zo".split()
GIVEN = ["".join(pair).capitalize() for pair in product(SYLLABLES, repeat=2)]
SURNAMES = [f"{''.join(three)}n".capitalize() for three in product(SYLLABLES, repeat=3)]
PER_WORD = 9000  # code names of one word: 1000 to 9999
STORY = "Relato inventado para medir: un viaje, una promesa y una puerta cerrada. " * 7


@dataclass(frozen=True)
class Invented:
    """One person. ``opened_on``: some day of the three years before ``today``."""

    number: int
    name: str
    code_name: str
    is_child: bool
    sex: str
    opened_on: date
    status: str
    deciding_body: str
    modalities: list[str]


def invented(number: int, today: date) -> Invented:
    """A person with a name in which, as in life, a few words are common and most are rare."""
    chance = random.Random(number)  # noqa: S311  a story, not a secret
    words = [_common_first(GIVEN, chance), _common_first(SURNAMES, chance)]
    words.append(_common_first(SURNAMES, chance))
    return Invented(
        number=number,
        name=" ".join(words),
        code_name=f"Muestra{number // PER_WORD} {1000 + number % PER_WORD}",
        is_child=chance.random() < 0.3,
        sex=chance.choice(["female", "female", "male", "not_asked"]),
        opened_on=today - timedelta(days=chance.randrange(5, 1100)),
        status=chance.choice(["possible", "confirmed", "not_confirmed"]),
        deciding_body=chance.choice(["prosecution", "police", "ngo"]),
        modalities=chance.choice([["sexual"], ["labour"], ["sexual", "labour"], []]),
    )


def _common_first(words: list[str], chance: random.Random) -> str:
    return words[int(len(words) * chance.random() ** 3)]
