"""What a public table says, in one sentence made of its printed figures alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.observatory.axes import AGE, YEAR
from amparo.observatory.numbers import THIN_SPACE, number
from amparo.observatory.tables import Figure, PublicTable

# Tables that share their rows with an earlier one speak of their columns instead.
BY_COLUMNS = frozenset({"modality_age"})
# Axes whose order means something: drawn as it is, never by size.
ORDERED = (YEAR, AGE)

Named = tuple[str, Figure]


def compared(public: PublicTable, language: str) -> list[Named]:
    """Names and figures that stand side by side: rows, or in some tables columns; of a nested table
    the first level, or the second one where the first has a single row."""
    if public.table.code in BY_COLUMNS:
        totals = public.column_totals
        return [(public.column_word(code, language), totals[code]) for code in public.columns]
    first = [row for row in public.rows if not row.parent]
    second = [row for row in public.rows if row.parent]
    rows = second if second and len(first) == 1 else first
    return [(public.row_word(row, language), row.total) for row in rows]


def in_order(public: PublicTable) -> bool:
    """Whether what is compared has an order of its own, as years and ages have."""
    table = public.table
    axis = table.columns if table.code in BY_COLUMNS else table.rows
    return axis in ORDERED


def finding(public: PublicTable, language: str) -> str:
    """One sentence. Says "of those published" because a hidden figure could be the largest."""
    named = compared(public, language)
    with override(language):
        if public.total.persons == 0:
            return _("No hay ninguna persona contada.")
        if not any(figure.persons for _name, figure in named):
            return _("Ninguna cifra de esta tabla puede publicarse todavía.")
        if public.table.rows is YEAR:
            return _latest_year(named, language)
        return _highest(public, named, language)


def _latest_year(named: Sequence[Named], language: str) -> str:
    (year, last), before = named[-1], named[-2][1] if len(named) > 1 else None
    if last.persons is None:
        return _("La cifra de %(year)s no se publica.") % {"year": year}
    said = {"year": year, "persons": number(last.persons, language=language)}
    if before is None or before.persons is None:
        return _("En %(year)s se contaron %(persons)s personas.") % said
    said["before"] = number(before.persons, language=language)
    return _("En %(year)s se contaron %(persons)s personas; el año anterior, %(before)s.") % said


def _highest(public: PublicTable, named: Sequence[Named], language: str) -> str:
    most = max(figure.persons or 0 for _name, figure in named)
    tied = [name for name, figure in named if figure.persons == most]
    said = {"name": tied[0], "persons": number(most, language=language)}
    if len(tied) > 1:
        said["names"] = ", ".join(tied)
        return (
            _("Las cifras más altas que se publican: %(names)s, con %(persons)s personas cada una.")
            % said
        )
    if not public.total.persons:
        return _("La cifra más alta que se publica: %(name)s, %(persons)s personas.") % said
    said["share"] = f"{number(100 * most / public.total.persons, language=language)}{THIN_SPACE}%"
    return (
        _("La cifra más alta que se publica: %(name)s, %(persons)s personas, %(share)s del total.")
        % said
    )
