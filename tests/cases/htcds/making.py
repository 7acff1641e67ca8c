"""Small messy files of invented rows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

from amparo.cases.htcds.checking import Checked, check
from amparo.cases.htcds.errors import Problem
from amparo.cases.htcds.reading import open_rows

TODAY = date(2025, 6, 30)


def csv_file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "filas.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    path = folder / "filas.xlsx"
    book.save(path)
    return path


def cells_of(path: Path) -> list[dict[str, str]]:
    """The raw cells of every row; a row with a problem of form would show its fields missing."""
    return [dict(row.cells) for row in open_rows(path)]


def form_problems(path: Path) -> list[tuple[int, Problem]]:
    return [(row.number, problem) for row in open_rows(path) for problem in row.problems]


def checked_of(path: Path) -> list[dict[str, str]]:
    """The canonical values of every row of a file in which every row is good."""
    results = [check(row, today=TODAY) for row in open_rows(path)]
    return [dict(each.values) if isinstance(each, Checked) else each for each in results]
