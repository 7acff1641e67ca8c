"""Writing flat files row by row: CSV and XLSX with the 84 fields, and the rejected rows.

Every file appears whole or not at all: it is written beside its place, readable by its owner
alone, and moved there at the end. Free text that a spreadsheet would run as a formula gets an
apostrophe in front (``kernel.cells.guard``), which our reader takes away: it comes back as it was.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType
from typing import BinaryIO, Self

from amparo.cases.htcds.errors import Problem
from amparo.cases.htcds.fields import Kind, fields
from amparo.cases.htcds.sheetout import SheetWriter
from amparo.kernel.cells import guard

REJECTED_SUFFIX = ".rejected.csv"

_REJECTED_COLUMNS = ("record", "field", "reason")
Rows = Iterable[Mapping[str, str]]


def write_table(path: Path, rows: Rows) -> int:
    """Write XLSX when the name ends in it, CSV otherwise; how many rows went in.

    Raises:
        CannotWrite: a row does not fit XLSX; nothing is left at ``path``.
        ValueError: a row is empty or has a key that the standard does not have.
    """
    return write_xlsx(path, rows) if path.suffix.lower() == ".xlsx" else write_csv(path, rows)


def write_csv(path: Path, rows: Rows) -> int:
    """UTF-8 with a byte order mark, commas, CRLF, quotes as in RFC 4180. See write_table."""
    with _replacing(path) as stream, _text_over(stream) as text:
        return _write_all(csv.writer(text).writerow, rows)


def write_xlsx(path: Path, rows: Rows) -> int:
    """One sheet called HTCDS where every cell is text. See write_table."""
    with _replacing(path) as stream, SheetWriter(stream, "HTCDS") as sheet:
        return _write_all(sheet.write, rows)


def rejected_path(path: Path) -> Path:
    """Where the rejected rows of a file are listed: ``a.csv`` gives ``a.csv.rejected.csv``."""
    return path.with_name(path.name + REJECTED_SUFFIX)


class RejectedRows:
    """The file of rejected rows, written as they come; it appears when the block ends well.

    Columns: ``record`` (from 1 without the header), ``field``, ``reason`` in Spanish. With no
    rejected row there is no file, and one left by an earlier run is taken away. An error inside
    the block leaves what was there.
    """

    def __init__(self, path: Path) -> None:
        """``path`` is the imported file."""
        self.path = rejected_path(path)
        self.rows = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        stream = self._stack.enter_context(_replacing(self.path))
        self._writer = csv.writer(self._stack.enter_context(_text_over(stream)))
        self._writer.writerow(_REJECTED_COLUMNS)
        return self

    def add(self, record: int, problems: Iterable[Problem]) -> None:
        """List a row with all its problems."""
        self.rows += 1
        for problem in problems:
            self._writer.writerow((record, guard(problem.field), problem.reason_es))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        if not error and not self.rows:
            self.path.unlink()


def write_rejected(path: Path, rows: Iterable[tuple[int, Iterable[Problem]]]) -> Path | None:
    """List the rejected rows of the file at ``path``; where, or None when there were none."""
    with RejectedRows(path) as rejected:
        for record, problems in rows:
            rejected.add(record, problems)
    return rejected.path if rejected.rows else None


def _write_all(write: Callable[[list[str]], object], rows: Rows) -> int:
    write(list(fields()))
    count = 0
    for count, row in enumerate(rows, start=1):
        if not any(row.values()) or not row.keys() <= fields().keys():
            raise ValueError(f"row {count} is empty or has keys that HTCDS does not have")
        write([_written(key, row.get(key, "")) for key in fields()])
    return count


def _written(key: str, value: str) -> str:
    """Only what people type needs a guard: checked numbers may start with a minus sign."""
    typed = fields()[key].kind in (Kind.TEXT, Kind.LANGUAGE)
    return guard(value) if typed else value


@contextmanager
def _text_over(stream: BinaryIO) -> Iterator[TextIOWrapper]:
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield text
    finally:
        text.detach()  # flushes, and leaves closing to whoever opened the stream


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    number, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
