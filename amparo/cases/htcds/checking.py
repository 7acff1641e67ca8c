"""One row at a time: everything that is wrong with it, or the row in canonical form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from types import MappingProxyType

from amparo.cases.htcds.cells import Fault
from amparo.cases.htcds.errors import Mistake, Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.reading import Row
from amparo.cases.htcds.text import is_too_big, normalise
from amparo.cases.htcds.values import YES, canonical


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that may go in: canonical text by key, in the standard's order, nothing empty.

    Codes are spelt as the standard does, several joined by “;” in the list's order; countries are
    alpha-2; dates are ISO; yes and no are ``true`` and ``false``; coordinates are decimal degrees.
    """

    values: Mapping[str, str] = field(repr=False)

    def get(self, key: str) -> str:
        """The canonical text, empty when the row says nothing."""
        return self.values.get(key, "")

    def many(self, key: str) -> tuple[str, ...]:
        """The parts of a field that holds several codes, countries or dates."""
        return tuple(part for part in self.get(key).split(";") if part)

    def date(self, key: str) -> date | None:
        return date.fromisoformat(self.get(key)) if self.get(key) else None

    def flag(self, key: str) -> bool | None:
        """Yes, no, or None when the row does not say."""
        return self.get(key) == YES if self.get(key) else None

    @property
    def deprecated(self) -> tuple[str, ...]:
        """Keys the row uses although the standard no longer recommends them."""
        return tuple(key for key in self.values if fields()[key].deprecated)

    @property
    def row_hash(self) -> bytes:
        """SHA-256 of the canonical row: JSON with sorted keys, in UTF-8.

        Never store it bare: a sparse row can be guessed from its hash. See ``identity.row_key``.
        """
        text = json.dumps(
            dict(self.values), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return sha256(text.encode()).digest()


def check(row: Row, *, today: date) -> Checked | list[Problem]:
    """Check a record of a file, adding what was wrong with its form."""
    if any(not problem.field for problem in row.problems):
        return list(row.problems)  # cells out of place: the rest would be noise
    result = check_row(row.cells, today=today)
    if not row.problems:
        return result
    found = [] if isinstance(result, Checked) or not row.cells else result
    return [*row.problems, *found]


def check_row(raw: Mapping[str, str], *, today: date) -> Checked | list[Problem]:
    """Normalise and check a row of raw text by field key; all its problems come at once.

    Raises KeyError: a key that the standard does not have.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for key in sorted(raw, key=_positions().__getitem__):
        try:
            values[key] = _checked_cell(key, raw[key], today)
        except Mistake as mistake:
            problems.append(Problem(key, mistake.reason_es))
    values = {key: value for key, value in values.items() if value}
    if not values and not problems:
        problems = [Problem("", "La fila no dice nada en ninguna columna de HTCDS.")]
    return problems or Checked(MappingProxyType(values))


def _checked_cell(key: str, raw: str, today: date) -> str:
    if is_too_big(raw):
        raise Mistake(Fault.TOO_BIG.value)
    text = normalise(raw)
    value = canonical(fields()[key], text) if text else ""
    if key == "prs_Birthdate" and value > today.isoformat():
        raise Mistake("La fecha de nacimiento está en el futuro.")
    return value


@cache
def _positions() -> Mapping[str, int]:
    return {key: at for at, key in enumerate(fields())}
