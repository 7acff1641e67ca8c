"""What a public table says, in one sentence made of its printed figures alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.observatory.axes import YEAR
from amparo.observatory.numbers import THIN_SPACE, number
from amparo.observatory.tables import PublicTable, Row


def compared(public: PublicTable) -> list[Row]:
    """Rows that stand side by side: the first level of a nested table, or the second one where
    the first has a single row."""
    first = [row for row in public.rows if not row.parent]
    second = [row for row in public.rows if row.parent]
    return second if second and len(first) == 1 else first


def finding(public: PublicTable, language: str) -> str:
    """One sentence. Says "of those published" because a hidden figure could be the largest."""
    rows = compared(public)
    with override(language):
        if public.total.persons == 0:
            return _("No hay ninguna persona contada.")
        if not any(row.total.persons for row in rows):
            return _("Ninguna cifra de esta tabla puede publicarse todavía.")
        if public.table.rows is YEAR:
            return _latest_year(rows, language)
        return _highest(public, rows, language)


def _latest_year(rows: Sequence[Row], language: str) -> str:
    last, before = rows[-1], rows[-2] if len(rows) > 1 else None
    if last.total.persons is None:
        return _("La cifra de %(year)s no se publica.") % {"year": last.code}
    said = {"year": last.code, "persons": number(last.total.persons, language=language)}
    if before is None or before.total.persons is None:
        return _("En %(year)s se contaron %(persons)s personas.") % said
    said["before"] = number(before.total.persons, language=language)
    return _("En %(year)s se contaron %(persons)s personas; el año anterior, %(before)s.") % said


def _highest(public: PublicTable, rows: Sequence[Row], language: str) -> str:
    most = max(row.total.persons or 0 for row in rows)
    tied = [public.row_word(row, language) for row in rows if row.total.persons == most]
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
