"""Public tables as a page shows them: headings, cells in words, chart, counting rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.observatory.charts import Bar, bars
from amparo.observatory.findings import compared, in_order
from amparo.observatory.numbers import number
from amparo.observatory.tables import Figure, PublicTable, Row, Scope, others_word

STATUSES_COUNTED: dict[Scope, str | Promise] = {
    "everybody": gettext_lazy("Posible, presunta, confirmada y no confirmada."),
    "identified": gettext_lazy("Presunta y confirmada."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: a number, or the words that stand for it."""

    text: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: one heading for each column of headings, then its cells."""

    headings: tuple[str, ...]
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table. ``headings``: of the columns that name rows; ``columns``: of the figures."""

    headings: tuple[str | Promise, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Line


def shown(figure: Figure, language: str) -> Shown:
    """A figure as a cell."""
    if figure.persons is None:
        return Shown(figure.text(language), hidden=True)
    return Shown(number(figure.persons, language=language), hidden=False)


def grid(public: PublicTable, language: str) -> Grid:
    """The table of a page, in the active language."""
    table = public.table
    nested = table.nested and table.columns is not None
    headings = [table.rows.heading]
    if nested and table.columns:
        headings.append(table.columns.heading)
    last = [*(public.column_totals[code] for code in public.columns), public.total]
    blank = ("",) if nested else ()
    return Grid(
        headings=tuple(headings),
        columns=(
            *(public.column_word(code, language) for code in public.columns),
            _("Total") if public.columns else _("Personas"),
        ),
        lines=tuple(_lines(public, language)),
        totals=Line((_("Total"), *blank), _cells(last, language)),
    )


def _lines(public: PublicTable, language: str) -> Iterator[Line]:
    for row in public.rows:
        figures = [*(row.figures[code] for code in public.columns), row.total]
        yield Line(row_headings(public, row, language), _cells(figures, language))
    if public.leaves_out:
        small = Figure(None, "small", public.k)
        blank = ("",) if public.table.nested else ()
        figures = [small] * (len(public.columns) + 1)
        yield Line((others_word(public.k, language), *blank), _cells(figures, language))


def row_headings(public: PublicTable, row: Row, language: str) -> tuple[str, ...]:
    """What names a row; in a nested table, the whole and the part."""
    word = public.row_word(row, language)
    if not public.table.nested:
        return (word,)
    if not row.parent:
        return (word, _("Todo el país"))
    return (public.table.rows.word(row.parent, language), word)


def _cells(figures: Iterable[Figure], language: str) -> tuple[Shown, ...]:
    return tuple(shown(figure, language) for figure in figures)


def chart(public: PublicTable, language: str) -> list[Bar]:
    """Bars of what the table compares: years and ages as they come, anything else from the largest,
    hidden ones last and in their declared order, so that their place says nothing."""
    named = compared(public, language)
    if not in_order(public):
        named.sort(key=lambda pair: (pair[1].persons is None, -(pair[1].persons or 0)))
    return bars(named, language=language)


def built_on(public: PublicTable) -> date:
    """The day (UTC) on which the generation was made."""
    return datetime.fromisoformat(public.built_at).date()


def period(public: PublicTable) -> str:
    """First and last year counted; "" without data."""
    if public.years is None:
        return ""
    first, last = public.years
    if first == last:
        return str(first)
    return _("%(first)s a %(last)s") % {"first": first, "last": last}
