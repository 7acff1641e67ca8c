"""The closed list of public tables, how each counts, and how it is read back and handed out.

All tables of a generation are protected together (``publish``) and read from one file that holds
printed figures only; nothing here opens the lake.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from amparo.kernel.cells import SafeWriter
from amparo.observatory import axes
from amparo.observatory.axes import Axis
from amparo.observatory.suppression import THRESHOLD

IDENTIFIED = ("presumed", "confirmed")
Scope = Literal["everybody", "identified"]


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: persons by ``rows``, and by ``columns`` or within ``rows`` if nested."""

    code: str
    title: str | Promise
    rule: str | Promise
    scope: Scope
    rows: Axis
    columns: Axis | None = None
    nested: bool = False

    @property
    def query(self) -> str:
        """The question put to the lake's ``persons``: one row a person, her latest status."""
        picked = f"{self.rows.column} AS row"
        if self.columns is not None:
            picked += f', {self.columns.column} AS "column"'
        where = "WHERE status IN ('presumed', 'confirmed')\n" if self.scope == "identified" else ""
        return (
            f"SELECT {picked}, count(*) AS persons\nFROM persons\n{where}GROUP BY ALL\nORDER BY ALL"
        )


_ONCE = _("Se cuentan personas, cada una una sola vez, según su situación más reciente.")
_WHO = _("Se incluyen las víctimas presuntas y las confirmadas.")
_ONE_MODALITY = _("Quien sufrió más de una modalidad se cuenta solo en «Varias modalidades».")


def _rule(*sentences: str | Promise) -> Promise:
    from django.utils.text import format_lazy

    return format_lazy(" ".join(["{}"] * len(sentences)), *sentences)


TABLES = (
    Table(
        "year_status",
        _("Personas por año y situación"),
        _rule(
            _ONCE,
            _("El año es el de la decisión o, si nadie ha decidido, el de apertura."),
        ),
        "everybody",
        axes.YEAR,
        axes.STATUS,
    ),
    Table(
        "body_status",
        _("Personas por órgano que decidió y situación"),
        _rule(_ONCE, _("El órgano es el que tomó la decisión más reciente.")),
        "everybody",
        axes.BODY,
        axes.STATUS,
    ),
    Table(
        "modality_sex",
        _("Víctimas identificadas por modalidad y sexo"),
        _rule(_ONCE, _WHO, _ONE_MODALITY),
        "identified",
        axes.MODALITY,
        axes.SEX,
    ),
    Table(
        "modality_age",
        _("Víctimas identificadas por modalidad y grupo de edad"),
        _rule(_ONCE, _WHO, _ONE_MODALITY),
        "identified",
        axes.MODALITY,
        axes.AGE,
    ),
    Table(
        "territory",
        _("Víctimas identificadas por país y división territorial"),
        _rule(
            _ONCE,
            _WHO,
            _("El país es el que lleva el caso; la división, aquella de ese país en la que vive."),
        ),
        "identified",
        axes.COUNTRY,
        axes.ADMIN1,
        nested=True,
    ),
    Table(
        "nationality",
        _("Víctimas identificadas por región de nacionalidad"),
        _rule(
            _ONCE,
            _WHO,
            _("Con varias nacionalidades cuenta la primera registrada."),
            _("América del Norte: Canadá, Estados Unidos y México."),
        ),
        "identified",
        axes.REGION,
    ),
)
BY_CODE = {table.code: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell prints: a number of persons, or why there is none.

    ``word`` is "published", "small" or "protected"; ``persons`` is None unless published.
    """

    persons: int | None
    word: str
    k: int = THRESHOLD

    def text(self, language: str) -> str:
        """The number in plain digits, or the words that stand for it."""
        if self.persons is not None:
            return str(self.persons)
        with override(language):
            if self.word == "small":
                return gettext("menos de %(k)s: no se publica") % {"k": self.k}
            return gettext("protegida")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with one figure a column; ``parent`` is the code of the row it is part of, or ""."""

    code: str
    parent: str
    figures: Mapping[str, Figure]
    total: Figure


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A declared table with its printed figures. ``years``: first and last, None without data."""

    table: Table
    generation: str
    built_at: str
    years: tuple[int, int] | None
    k: int
    wording: str
    query: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    column_totals: Mapping[str, Figure]
    total: Figure

    @property
    def leaves_out(self) -> bool:
        """Whether small rows are left off the list, so that a last line must say so."""
        return self.table.rows.open_ended

    def row_word(self, row: Row, language: str) -> str:
        """The heading of a row."""
        axis = self.table.columns if row.parent and self.table.columns else self.table.rows
        return axis.word(row.code, language)

    def column_word(self, code: str, language: str) -> str:
        """The heading of a column."""
        return self.table.columns.word(code, language) if self.table.columns else code


def read_tables(path: Path) -> dict[str, PublicTable]:
    """The tables of a generation (``Generation.tables_path``), by code, in their usual order."""
    found = json.loads(path.read_text("utf-8"))
    return {entry["code"]: _read_table(found, entry) for entry in found["tables"]}


def _read_table(found: Mapping[str, Any], entry: Mapping[str, Any]) -> PublicTable:
    k = int(found["k"])

    def figures(cells: Mapping[str, Any]) -> dict[str, Figure]:
        return {code: Figure(cell["persons"], cell["word"], k) for code, cell in cells.items()}

    def row(given: Mapping[str, Any]) -> Row:
        total = figures({"": given["total"]})[""]
        return Row(given["code"], given["parent"], figures(given["cells"]), total)

    return PublicTable(
        table=BY_CODE[entry["code"]],
        generation=found["generation"],
        built_at=found["built_at"],
        years=tuple(found["years"]) if found["years"] else None,
        k=k,
        wording=found["wording"],
        query=entry["query"],
        columns=tuple(entry["columns"]),
        rows=tuple(row(given) for given in entry["rows"]),
        column_totals=figures(entry["column_totals"]),
        total=figures({"": entry["total"]})[""],
    )


def others_word(k: int, language: str) -> str:
    """Heading of the last line of a table that leaves small rows out."""
    with override(language):
        return gettext("Las demás, con menos de %(k)s personas cada una") % {"k": k}


def to_csv(public: PublicTable, language: str, *, notice: str = "") -> str:
    """The table as CSV: lines that begin with # say what it is, how it counts and its query.

    Args:
        notice: a line put first, such as that the figures are invented.
    """
    out = io.StringIO()
    for line in [notice, *_about(public, language)]:
        out.writelines(f"# {part}\n" for part in line.splitlines())
    writer = SafeWriter(out)
    with override(language):
        heading = str(public.table.rows.heading)
        writer.row([heading, *_column_words(public, language), gettext("Total")])
    writer.rows(_lines(public, language))
    return out.getvalue()


def _about(public: PublicTable, language: str) -> Iterator[str]:
    with override(language):
        yield str(public.table.title)
        yield str(public.table.rule)
        if public.years:
            first, last = public.years
            yield gettext("Período: %(first)s a %(last)s") % {"first": first, "last": last}
        yield gettext("Una casilla con menos de %(k)s personas no se publica.") % {"k": public.k}
        if public.wording == "one_word":
            yield gettext("«Protegida» puede ocultar cualquier número, también uno pequeño.")
        yield gettext("Versión de los datos: %(name)s") % {"name": public.generation}
        yield gettext("Consulta:") + "\n" + public.query


def _column_words(public: PublicTable, language: str) -> list[str]:
    return [public.column_word(code, language) for code in public.columns]


def _lines(public: PublicTable, language: str) -> Iterator[list[str]]:
    for row in public.rows:
        cells = [row.figures[code].text(language) for code in public.columns]
        yield [_row_heading(public, row, language), *cells, row.total.text(language)]
    if public.leaves_out:
        nothing = Figure(None, "small", public.k).text(language)
        yield [others_word(public.k, language), *[nothing] * len(public.columns), nothing]
    with override(language):
        last = gettext("Total")
    totals = [public.column_totals[code].text(language) for code in public.columns]
    yield [last, *totals, public.total.text(language)]


def _row_heading(public: PublicTable, row: Row, language: str) -> str:
    word = public.row_word(row, language)
    if not row.parent:
        return word
    return f"{public.table.rows.word(row.parent, language)}, {word}"
