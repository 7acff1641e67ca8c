"""Code cards: a second factor on paper, for whoever has no telephone and no security key.

A card has 24 cells, A1 to C8. A code is its cell and six digits ("B4 482 915"), good once. The
cell says which hash to check, so that one attempt costs one slow hash, right or wrong.
"""

from __future__ import annotations

import re
import secrets

from django.db import transaction

from amparo.kernel import clock
from amparo.kernel.identity.hashing import hashed, holds
from amparo.kernel.identity.models import CardCode, CodeCard

COLUMNS, ROWS, DIGITS = "ABC", "12345678", 6
FEW = 3  # codes left from which a new card is asked for
_WRITTEN = re.compile(rf"([{COLUMNS}])([{ROWS}])([0-9]{{{DIGITS}}})")
Grid = list[tuple[str, list[str]]]  # row name, then its codes by column


def print_card(user_id: int) -> tuple[CodeCard, Grid]:
    """A new card and its codes, to be shown this once; the old one stays until this is proved."""
    codes = {
        column + row: f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        for row in ROWS
        for column in COLUMNS
    }
    made = [CardCode(cell=cell, digest=hashed(code)) for cell, code in codes.items()]
    with transaction.atomic():
        CodeCard.objects.filter(user_id=user_id, proved_at=None).delete()
        card = CodeCard.objects.create(user_id=user_id, made_at=clock.now())
        for code in made:
            code.card = card
        CardCode.objects.bulk_create(made)
    return card, [(row, [_shown(codes[column + row]) for column in COLUMNS]) for row in ROWS]


def prove_card(user_id: int, typed: str) -> bool:
    """Put her new card in force, and the old one out of it, with one of the new one's codes."""
    fresh = CodeCard.objects.filter(user_id=user_id, proved_at=None).order_by("-pk").first()
    if fresh is None or not _spend(fresh, typed):
        return False
    now = clock.now()
    with transaction.atomic():
        CodeCard.objects.filter(user_id=user_id, closed_at=None).exclude(pk=fresh.pk).update(
            closed_at=now
        )
        CodeCard.objects.filter(pk=fresh.pk).update(proved_at=now)
    return True


def use_code(user_id: int, typed: str) -> bool:
    """Spend one code of the card in force; False for a wrong, used or foreign one."""
    return _spend(card_of(user_id), typed)


def card_of(user_id: int) -> CodeCard | None:
    """The card in force."""
    return CodeCard.objects.filter(user_id=user_id, proved_at__isnull=False, closed_at=None).first()


def codes_left(user_id: int) -> int | None:
    """Unused codes of the card in force; None without a card."""
    card = card_of(user_id)
    return None if card is None else CardCode.objects.filter(card=card, used_at=None).count()


def close_cards(user_id: int) -> int:
    """No card of hers opens anything from now on. Returns how many were in force."""
    CodeCard.objects.filter(user_id=user_id, proved_at=None).delete()
    return CodeCard.objects.filter(user_id=user_id, closed_at=None).update(closed_at=clock.now())


def looks_like_a_code(typed: str) -> bool:
    """Whether it is written like a card's code, and not like an application's six digits."""
    return _read(typed) is not None


def _spend(card: CodeCard | None, typed: str) -> bool:
    read = _read(typed)
    cell, code = read or ("", "0" * DIGITS)
    found = CardCode.objects.filter(card=card, cell=cell, used_at=None).first() if card else None
    if found is None:
        hashed(code)  # the same work as for a cell that exists
        return False
    if not holds(code, found.digest):
        return False
    return CardCode.objects.filter(pk=found.pk, used_at=None).update(used_at=clock.now()) == 1


def _read(typed: str) -> tuple[str, str] | None:
    """Cell and digits, however it was spaced."""
    match = _WRITTEN.fullmatch(re.sub(r"[\s.·-]", "", typed).upper())
    return (match[1] + match[2], match[3]) if match else None


def _shown(code: str) -> str:
    return f"{code[:3]} {code[3:]}"
