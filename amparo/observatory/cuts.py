"""Free cuts of the lake for staff: unsuppressed, so never for publication.

Column names come from a closed list and values travel as parameters; nothing a person types
becomes part of a query.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from amparo.kernel.cells import SafeWriter
from amparo.observatory.errors import TooManyColumns, UnknownColumn, UnknownValue
from amparo.observatory.facts import CODED, SEVERAL, STATUSES
from amparo.observatory.lake import connect, require_current

MOST_COLUMNS = 4
YEAR_COLUMNS = ("year", "decided_year", "opened_year")
# "year" is the year of the decision or, while nobody has decided, that of opening.
COLUMNS = (*YEAR_COLUMNS, "modality", *CODED)
ALWAYS_VALID = {"status": STATUSES, "modality": (SEVERAL,)}


@dataclass(frozen=True, slots=True)
class Cut:
    """Counts of persons, each once by her latest status. Not suppressed: not publishable.

    Rows hold one code (or year, or None for an undecided one) a column, and ``persons``.
    """

    by: tuple[str, ...]
    where: Mapping[str, str]
    generation: str
    rows: tuple[Mapping[str, Any], ...]
    publishable: bool = False
    unit: str = "persons"

    @property
    def total(self) -> int:
        return sum(row["persons"] for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "by": list(self.by),
            "where": dict(self.where),
            "generation": self.generation,
            "publishable": self.publishable,
            "unit": self.unit,
            "rows": [dict(row) for row in self.rows],
            "total": self.total,
        }

    def to_csv(self) -> str:
        """As CSV; the first line says that it may not be published."""
        out = io.StringIO()
        out.write("# " + _("NO PUBLICABLE: cifras sin protección estadística") + "\n")
        columns, writer = [*self.by, "persons"], SafeWriter(out)
        writer.row(columns)
        writer.rows([row[column] for column in columns] for row in self.rows)
        return out.getvalue()


def cut(lake_dir: Path, by: Sequence[str], where: Mapping[str, str]) -> Cut:
    """Count persons of the current generation ``by`` columns, among those that ``where`` picks.

    Raises:
        NoGeneration: no figures were built yet.
        UnknownColumn, UnknownValue, TooManyColumns: each names what would be valid.
    """
    _require_columns([*by, *where])
    if not 1 <= len(by) <= MOST_COLUMNS or len({*by}) != len(by):
        raise TooManyColumns(MOST_COLUMNS)
    generation = require_current(lake_dir)
    with connect(generation.folder) as base:
        values = [_value(base, column, text.strip()) for column, text in where.items()]
        found = base.execute(_query(by, where), values).fetchall()
    rows = tuple(dict(zip([*by, "persons"], row, strict=True)) for row in found)
    return Cut(tuple(by), dict(where), generation.name, rows)


def _require_columns(asked: Sequence[str]) -> None:
    for column in asked:
        if column not in COLUMNS:
            raise UnknownColumn(column, COLUMNS)


def _query(by: Sequence[str], where: Mapping[str, str]) -> str:
    """Only names from the closed list reach this text; values are question marks."""
    picked = ", ".join(by)
    conditions = " AND ".join(f"{column} = ?" for column in where) or "true"
    return (
        f"SELECT {picked}, count(*) AS persons FROM persons WHERE {conditions} "  # noqa: S608
        "GROUP BY ALL ORDER BY ALL"
    )


def _value(base: duckdb.DuckDBPyConnection, column: str, text: str) -> str | int:
    if column in YEAR_COLUMNS:
        if text.isascii() and text.isdecimal() and len(text) == 4:
            return int(text)
        raise UnknownValue(column, text, [_("un año de cuatro cifras")])
    query = f"SELECT DISTINCT {column} FROM persons ORDER BY ALL"  # noqa: S608  from COLUMNS
    known = [row[0] for row in base.execute(query).fetchall()]
    valid = list(dict.fromkeys([*ALWAYS_VALID.get(column, ()), *known]))
    if text not in valid:
        raise UnknownValue(column, text, valid)
    return text
