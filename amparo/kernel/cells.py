"""Cells of CSV and XLSX files: text that a spreadsheet would run is never written as it came."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import IO

_TRIGGERS = "=+\\-@\t\r\n＝＋－＠"
_NEEDS_GUARD = re.compile(f"'*[{_TRIGGERS}]")
_GUARDED = re.compile(f"'+[{_TRIGGERS}]")


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Text that already starts with apostrophes and then a trigger gets one more, so `unguard`
    gives back exactly what was there.
    """
    return f"'{text}" if _NEEDS_GUARD.match(text) else text


def unguard(text: str) -> str:
    """Take away the one apostrophe that `guard` added; any other text is left alone."""
    return text[1:] if _GUARDED.match(text) else text


class SafeWriter:
    """The one way to write CSV: every text cell is guarded, every number stays a number."""

    def __init__(self, out: IO[str]) -> None:
        self._writer = csv.writer(out, lineterminator="\n")

    def row(self, cells: Iterable[object]) -> None:
        self._writer.writerow(
            guard(cell) if isinstance(cell, str) and not _is_number(cell) else cell
            for cell in cells
        )

    def rows(self, several: Iterable[Iterable[object]]) -> None:
        for one in several:
            self.row(one)


def _is_number(text: str) -> bool:
    """A checked negative number may start with its minus sign."""
    return re.fullmatch(r"-?\d+([.,]\d+)?", text, re.ASCII) is not None
