"""Reading CSV in constant memory: records, separator and quotes.

The standard library's reader only gets lines that are whole records. Over a file, its limit to
the size of a cell is global to the process and raises midway, and a quote that is never closed
makes it hold the rest of the file in memory.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext_lazy as _

from amparo.cases.htcds import encoding
from amparo.cases.htcds.cells import MOST_COLUMNS, Cells, Fault, is_blank
from amparo.cases.htcds.errors import FileRefused
from amparo.cases.htcds.text import CELL_LIMIT_BYTES, is_too_big

SEPARATORS = (",", ";", "\t", "|")

_PIECE_CHARACTERS = 1 << 16
_RECORD_LIMIT_CHARACTERS = 64_000_000
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class Delimited:
    """A CSV file whose encoding and separator are known and whose quotes are all closed."""

    def __init__(self, path: Path, known: Callable[[Cells], int]) -> None:
        """``known`` counts the columns it recognises in a header; the best separator wins.

        Raises FileRefused and OSError.
        """
        self._path = path
        self._encoding = encoding.encoding_of(path)
        self._separator = self._best_separator(known)
        self._check_quotes()

    def rows(self) -> Iterator[Cells]:
        """Every record that is not blank, the header first."""
        with self._open() as stream:
            self._skip_declaration(stream)
            yield from _written(stream, self._separator)

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, errors=encoding.ERRORS, newline="")

    def _skip_declaration(self, stream: TextIO) -> str | None:
        """Excel's own first line, ``sep=;``, which is not a record."""
        found = _DECLARED.fullmatch(stream.readline(len("sep=;\r\n")))
        if found is None:
            stream.seek(0)
        return found.group(1) if found else None

    def _best_separator(self, known: Callable[[Cells], int]) -> str:
        with self._open() as stream:
            declared = self._skip_declaration(stream)
        if declared in SEPARATORS:
            return declared
        return max(SEPARATORS, key=lambda each: self._score(each, known))

    def _score(self, separator: str, known: Callable[[Cells], int]) -> tuple[int, int]:
        with self._open() as stream:
            self._skip_declaration(stream)
            try:
                header = next(_written(stream, separator), [])
            except UnclosedQuote:
                return 0, 0
        return known(header), len(header)

    def _check_quotes(self) -> None:
        number = -1  # the header is not a record
        try:
            for number, _cells in enumerate(self.rows()):  # noqa: B007  the count is what matters
                pass
        except UnclosedQuote as error:
            raise FileRefused(_unclosed(number + 1)) from error


class UnclosedQuote(Exception):
    """The file ends inside a quoted cell."""


def _unclosed(record: int) -> str:
    if record == 0:
        return str(_("El encabezado abre comillas y no las cierra. Ciérrelas o quítelas."))
    return _(
        "El registro %(record)d abre comillas y no las cierra, así que no se sabe dónde "
        "acaban las filas. Cierre las comillas o quítelas."
    ) % {"record": record}


def split_records(stream: TextIO, separator: str) -> Iterator[Cells]:
    """Split text into records, as RFC 4180 says, forgiving what people send.

    Lines end in LF, CR or CRLF. A quote opens a quoted cell only at the start of a cell;
    anywhere else it is text. Cells over the limit come as ``Fault.TOO_BIG`` and are never held.
    Raises UnclosedQuote at the end of the file.
    """
    record = _Record(separator)
    for piece in iter(lambda: stream.readline(_PIECE_CHARACTERS), ""):
        whole = _whole_line(piece, separator) if record.is_new else None
        if whole is None:
            yield from record.feed(piece)
        else:
            yield whole
    yield from record.finish()


def _written(stream: TextIO, separator: str) -> Iterator[Cells]:
    return (cells for cells in split_records(stream, separator) if not is_blank(cells))


def _whole_line(piece: str, separator: str) -> Cells | None:
    """The quick way for a line that is a record by itself; None when it may not be one."""
    if piece[-1] not in "\r\n":
        return None
    if '"' not in piece:
        return [*piece.rstrip("\r\n").split(separator, MOST_COLUMNS)]
    try:
        cells: Cells = [*next(csv.reader((piece,), delimiter=separator, strict=True))]
    except csv.Error:  # odd quotes, or a cell that goes on in the next line
        return None
    return cells[: MOST_COLUMNS + 1]


class _Record:
    """The record being read; it may need several pieces of text."""

    def __init__(self, separator: str) -> None:
        self._stop = re.compile(f"[{re.escape(separator)}\r\n]")
        self._separator = separator
        self._step: Callable[[str, int], int] = self._start
        self._reset()

    @property
    def is_new(self) -> bool:
        return self._step == self._start and not self._cells

    def feed(self, piece: str) -> Iterator[Cells]:
        """Take in a piece and give the records that end in it."""
        at = 0
        while at < len(piece):
            at = self._step(piece, at)
            if self._ended:
                yield self._take()

    def finish(self) -> Iterator[Cells]:
        """Give the last record of a file that does not end in a line break."""
        if self._step == self._quoted:
            raise UnclosedQuote
        if not self.is_new:
            self._end_cell()
            yield self._take()

    def _start(self, piece: str, at: int) -> int:
        if piece[at] == '"':
            self._step = self._quoted
            return at + 1
        self._step = self._plain
        return at

    def _plain(self, piece: str, at: int) -> int:
        found = self._stop.search(piece, at)
        if found is None:
            self._add(piece[at:])
            return len(piece)
        self._add(piece[at : found.start()])
        self._end_cell()
        self._ended = found.group() != self._separator
        crlf = piece.startswith("\r\n", found.start())
        return found.end() + crlf

    def _quoted(self, piece: str, at: int) -> int:
        quote = piece.find('"', at)
        if quote < 0:
            self._add(piece[at:])
            return len(piece)
        self._add(piece[at:quote])
        self._step = self._after_quote
        return quote + 1

    def _after_quote(self, piece: str, at: int) -> int:
        if piece[at] == '"':
            self._add('"')
            self._step = self._quoted
            return at + 1
        self._step = self._plain
        return at

    def _add(self, text: str) -> None:
        self._cell_size += len(text)
        self._record_size += len(text)
        if self._is_too_big():
            self._parts.clear()
        elif text:
            self._parts.append(text)

    def _end_cell(self) -> None:
        text = "".join(self._parts)
        too_big = self._is_too_big() or is_too_big(text)
        if len(self._cells) <= MOST_COLUMNS:
            self._cells.append(Fault.TOO_BIG if too_big else text)
        self._parts.clear()
        self._cell_size = 0
        self._step = self._start

    def _is_too_big(self) -> bool:
        return self._cell_size > CELL_LIMIT_BYTES or self._record_size > _RECORD_LIMIT_CHARACTERS

    def _take(self) -> Cells:
        cells = self._cells
        self._reset()
        return cells

    def _reset(self) -> None:
        self._cells: Cells = []
        self._parts: list[str] = []
        self._cell_size = self._record_size = 0
        self._ended = False
