"""Count the public tables of a generation, protect them together, and write what is printed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from amparo.observatory.axes import YEAR, Axis
from amparo.observatory.facts import STATUSES
from amparo.observatory.suppression import THRESHOLD, Cell, Counts, Page, Sum, Word, protect
from amparo.observatory.tables import IDENTIFIED, TABLES, Table

TABLES_FILE = "tables.json"
IDENTIFIED_CELL: Cell = (("identified", "yes"),)
EVERYBODY: Cell = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A table with its counts by (row, column); the column is "" where there is none."""

    table: Table
    persons: Mapping[tuple[str, str], int]

    def row_codes(self) -> tuple[str, ...]:
        """Every row, in the order it is printed; years leave no gap."""
        found = {row for row, _ in self.persons}
        if self.table.rows is YEAR and found:
            return tuple(str(year) for year in range(int(min(found)), int(max(found)) + 1))
        return _in_order(self.table.rows, found)

    def column_codes(self, row: str | None = None) -> tuple[str, ...]:
        """Every column, or those within one row of a nested table."""
        if self.table.columns is None:
            return ()
        found = {column for within, column in self.persons if row in (None, within)}
        return _in_order(self.table.columns, found)

    def cell(self, **codes: str) -> Cell:
        """The name of a cell: margins of one meaning have one name in every table."""
        scope = IDENTIFIED_CELL if self.table.scope == "identified" else EVERYBODY
        return tuple(sorted([*scope, *codes.items()]))

    def row_cell(self, row: str) -> Cell:
        return self.cell(**{self.table.rows.column: row})

    def inner_cell(self, row: str, column: str) -> Cell:
        columns = self.table.columns
        return self.cell(**{self.table.rows.column: row, columns.column if columns else "": column})

    def column_cell(self, column: str) -> Cell:
        return self.cell(**{self.table.columns.column if self.table.columns else "": column})


def publish(
    base: duckdb.DuckDBPyConnection, *, generation: str, built_at: datetime, k: int = THRESHOLD
) -> dict[str, Any]:
    """The public tables as plain values for JSON, suppressed together.

    Raises:
        NotProtected: no set of hidden cells protects every small one.
    """
    counted = [_count(base, table) for table in TABLES]
    page = protect(linked(counted), k=k)
    years = [int(row) for row, _ in counted[0].persons]
    return {
        "generation": generation,
        "built_at": built_at.isoformat(),
        "unit": "persons",
        "k": k,
        "wording": page.wording.value,
        "proven_cells": len(page.at_risk()),
        "years": [min(years), max(years)] if years else None,
        "tables": [_printed(each, page) for each in counted],
    }


def linked(counted: Iterable[Counted]) -> Counts:
    """All tables as cells with their sums; a margin that two tables share is one cell.

    The tables meet in a tree: persons — status — year, body; persons identified — modality — sex,
    age; — territory; — nationality. In a tree any tables that agree on their shared margins are
    the tables of some register of persons, so an attacker who knows that all were counted from one
    register learns nothing that these sums do not already tell. A new table must keep the tree.
    """
    values: dict[Cell, int] = {EVERYBODY: 0, IDENTIFIED_CELL: 0}
    sums: list[Sum] = []
    open_ended: set[Cell] = set()
    for each in counted:
        values |= _values(each)
        sums += _sums(each)
        open_ended |= set(_open_ended(each))
    identified = tuple((("status", status),) for status in IDENTIFIED)
    others = tuple((("status", status),) for status in STATUSES if status not in IDENTIFIED)
    # The second follows from the first, and says that those identified are a part of everybody.
    sums += [Sum(IDENTIFIED_CELL, identified), Sum(EVERYBODY, (IDENTIFIED_CELL, *others))]
    return Counts(values, tuple(dict.fromkeys(sums)), frozenset(open_ended))


def _count(base: duckdb.DuckDBPyConnection, table: Table) -> Counted:
    rows = base.execute(table.query).fetchall()
    if table.columns is None:
        return Counted(table, {(str(row), ""): persons for row, persons in rows})
    return Counted(table, {(str(row), column): persons for row, column, persons in rows})


def _in_order(axis: Axis, found: set[str]) -> tuple[str, ...]:
    declared = axis.codes or ()
    return (*declared, *sorted(found - {*declared}))


def _values(each: Counted) -> dict[Cell, int]:
    values: Counter[Cell] = Counter(dict.fromkeys(_all_cells(each), 0))
    for (row, column), persons in each.persons.items():
        values[each.cell()] += persons
        values[each.row_cell(row)] += persons
        if each.table.columns is not None:
            values[each.inner_cell(row, column)] += persons
            if not each.table.nested:
                values[each.column_cell(column)] += persons
    return dict(values)


def _all_cells(each: Counted) -> Iterator[Cell]:
    yield each.cell()
    for row in each.row_codes():
        yield each.row_cell(row)
        for column in _columns_of(each, row):
            yield each.inner_cell(row, column)
    if not each.table.nested:
        yield from map(each.column_cell, each.column_codes())


def _columns_of(each: Counted, row: str) -> tuple[str, ...]:
    return each.column_codes(row if each.table.nested else None)


def _sums(each: Counted) -> Iterator[Sum]:
    rows, columns = each.row_codes(), each.column_codes()
    yield Sum(each.cell(), tuple(map(each.row_cell, rows)))
    if not columns:
        return
    for row in rows:
        yield Sum(
            each.row_cell(row), tuple(each.inner_cell(row, c) for c in _columns_of(each, row))
        )
    if each.table.nested:
        return
    yield Sum(each.cell(), tuple(map(each.column_cell, columns)))
    for column in columns:
        yield Sum(each.column_cell(column), tuple(each.inner_cell(row, column) for row in rows))


def _open_ended(each: Counted) -> Iterator[Cell]:
    if each.table.rows.open_ended:
        yield from map(each.row_cell, each.row_codes())
    if each.table.nested:
        for row in each.row_codes():
            yield from (each.inner_cell(row, column) for column in _columns_of(each, row))


def _printed(each: Counted, page: Page) -> dict[str, Any]:
    columns = () if each.table.nested else each.column_codes()
    return {
        "code": each.table.code,
        "query": each.table.query,
        "columns": list(columns),
        "rows": list(_printed_rows(each, page, columns)),
        "column_totals": {c: _figure(page, each.column_cell(c)) for c in columns},
        "total": _figure(page, each.cell()),
    }


def _printed_rows(each: Counted, page: Page, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for row in each.row_codes():
        if not _listed(page, each.row_cell(row)):
            continue
        cells = {c: _figure(page, each.inner_cell(row, c)) for c in columns}
        yield _row(row, "", cells, _figure(page, each.row_cell(row)))
        for part in _columns_of(each, row) if each.table.nested else ():
            if _listed(page, each.inner_cell(row, part)):
                yield _row(part, row, {}, _figure(page, each.inner_cell(row, part)))


def _row(code: str, parent: str, cells: Mapping[str, Any], total: Any) -> dict[str, Any]:
    return {"code": code, "parent": parent, "cells": cells, "total": total}


def _listed(page: Page, cell: Cell) -> bool:
    return cell not in page.counts.open_ended or page.words[cell] is not Word.SMALL


def _figure(page: Page, cell: Cell) -> dict[str, Any]:
    return {"persons": page.shown(cell), "word": page.words[cell].value}
