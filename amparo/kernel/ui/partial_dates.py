"""Dates as people know them: a day, a month, a year, a range, before, after, or not known.

Stored as one short text of the Extended Date/Time Format's level 0–1 subset (ISO 8601-2):
``2023``, ``2023-04``, ``2023-04-09``, ``2022/2023``, ``../2021`` (before), ``2021/..`` (after), "".
"""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

POINT = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
SHAPE = re.compile(rf"^(?:{POINT}|{POINT}/{POINT}|\.\./{POINT}|{POINT}/\.\.)$")
MAX_LENGTH = 21


def parse(text: str) -> str:
    """Canonical form of what somebody typed: ISO, dd/mm/aaaa, mm/aaaa, aaaa, "a - b", "antes de a",
    "después de a" (also in English, Portuguese and French).

    Raises:
        ValidationError: it is none of them; the message gives examples.
    """
    said = text.strip().lower()
    if not said:
        return ""
    before = re.match(r"^(?:antes de|before|avant|antes|hasta)\s+(.+)$", said)
    after = re.match(r"^(?:despu[eé]s de|after|apr[eè]s|depois de|desde)\s+(.+)$", said)
    span = re.match(r"^(.+?)\s*(?:/\s|\s-\s|\sa\s|–)\s*(.+)$", said)
    if before:
        found = f"../{_point(before[1])}"
    elif after:
        found = f"{_point(after[1])}/.."
    elif SHAPE.match(said):
        found = said
    elif span:
        found = f"{_point(span[1])}/{_point(span[2])}"
    else:
        found = _point(said)
    _check_days(found)
    return found


def years(canonical: str) -> tuple[int | None, int | None]:
    """First and last possible year; None where it is open."""
    if not canonical:
        return None, None
    first, _slash, last = canonical.partition("/")
    last = last or first
    return (
        int(first[:4]) if first[:4].isdigit() else None,
        int(last[:4]) if last[:4].isdigit() else None,
    )


def _point(text: str) -> str:
    said = text.strip()
    if re.fullmatch(POINT, said):
        return said
    if day := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", said):
        return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    if month := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", said):
        return f"{month[2]}-{int(month[1]):02d}"
    raise _refusal()


def _check_days(canonical: str) -> None:
    ends = [end for end in canonical.split("/") if end != ".."]
    try:
        for end in ends:
            date.fromisoformat((end + "-01-01")[:10])
    except ValueError:
        raise _refusal() from None
    if len(ends) == 2 and ends[0] > ends[1]:
        raise ValidationError(_("El primer momento es posterior al segundo: escríbalos al revés."))


def _refusal() -> ValidationError:
    return ValidationError(
        _(
            "Escriba lo que se sepa de la fecha. Ejemplos: 14/03/2021, 03/2021, 2021, "
            "2020 - 2022, antes de 2019, después de 05/2018."
        )
    )
