"""Reading XLSX row by row with openpyxl, after checking that the file is whole and sane.

Refused before any row is read:

- more than 2 GB uncompressed, or a part over 32 MB that shrinks more than 500 times: a zip bomb;
- shared strings or styles over 128 MB, because openpyxl holds those two in memory;
- a part that does not match its checksum, XML that does not parse or brings a DTD;
- a sheet larger than a spreadsheet may be, or one cell of more than 32 million characters;
- formulas saved without their results, which would read as empty cells.

Dates come as ISO text, numbers without exponent or needless decimals, yes and no as ``true`` and
``false``, formulas as the value saved with them.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zipfile import BadZipFile, ZipFile, ZipInfo

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext_lazy as _
from openpyxl.workbook import Workbook

from amparo.cases.htcds.cells import Cells, Fault, is_blank
from amparo.cases.htcds.errors import FileRefused
from amparo.cases.htcds.sheetcheck import (
    SharedStrings,
    SheetCheck,
    SheetTooLarge,
    UnsavedFormula,
)
from amparo.cases.htcds.text import is_too_big

MAGIC = b"PK\x03\x04"
OLD_OR_LOCKED_MAGIC = b"\xd0\xcf\x11\xe0"  # .xls, or an .xlsx with a password

_TOTAL_BYTES = 2_000_000_000
_SUSPECT_BYTES = 32_000_000
_SUSPECT_RATIO = 500
_IN_MEMORY_BYTES = 128_000_000
_IN_MEMORY = ("sharedstrings.xml", "styles.xml", "workbook.xml")
_XML = (".xml", ".rels")
_EXACT_DIGITS = 10**15
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

# What zipfile, expat and openpyxl raise for files that are not what they say.
_BROKEN = (
    AttributeError,
    BadZipFile,
    DefusedXmlException,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    SAXException,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


class Sheets:
    """An XLSX file that has passed the checks. Raises FileRefused and OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _refusing_broken(), ZipFile(path) as archive:
            _check_sizes(archive.infolist())
            _check_parts(archive)
        with self._opened() as book:
            self.names = tuple(sheet.title for sheet in book.worksheets)

    def rows(self, sheet: int) -> Iterator[Cells]:
        """Every row of a sheet (counted from 0) that is not blank."""
        with self._opened() as book:
            worksheet = book.worksheets[sheet]
            worksheet.reset_dimensions()  # what the file says of its own size may be wrong
            rows = iter(worksheet.rows)
            while (cells := _next_cells(rows)) is not None:
                if not is_blank(cells):
                    yield cells

    @contextmanager
    def _opened(self) -> Iterator[Workbook]:
        with self._path.open("rb") as stream:  # by its path, openpyxl would look at its name
            with _refusing_broken(), _quietly():
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()


@contextmanager
def _quietly() -> Iterator[None]:
    """openpyxl warns about styles, extensions and odd dates, none of which matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _refusing_broken() -> Iterator[None]:
    try:
        yield
    except UnsavedFormula as error:
        raise FileRefused(
            _(
                "La hoja tiene fórmulas sin su resultado. Ábrala con un programa de hojas de "
                "cálculo, guárdela y vuelva a enviarla."
            )
        ) from error
    except SheetTooLarge as error:
        raise FileRefused(
            _("La hoja es más grande de lo que admite el formato. Guárdela como CSV.")
        ) from error
    except _BROKEN as error:
        raise FileRefused(
            _("El archivo no es un XLSX o está dañado. Ábralo, guárdelo de nuevo como .xlsx o CSV.")
        ) from error


def _check_sizes(parts: list[ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if total > _TOTAL_BYTES or any(_is_suspect(part) for part in parts):
        raise FileRefused(
            _("El archivo se expande a un tamaño que no es normal. Guárdelo como CSV.")
        )
    held = [part for part in parts if part.filename.lower().endswith(_IN_MEMORY)]
    if any(part.file_size > _IN_MEMORY_BYTES for part in held):
        raise FileRefused(_("El libro es demasiado grande para leerlo. Guárdelo como CSV."))


def _is_suspect(part: ZipInfo) -> bool:
    return part.file_size > _SUSPECT_BYTES and part.file_size > _SUSPECT_RATIO * max(
        part.compress_size, 1
    )


def _check_parts(archive: ZipFile) -> None:
    """Read every XML part to its end: this proves checksum, size and form in constant memory."""
    archive.getinfo("xl/workbook.xml")
    shared = SharedStrings()
    parts = [part for part in archive.infolist() if part.filename.lower().endswith(_XML)]
    for part in parts:
        if part.filename.lower().endswith("sharedstrings.xml"):
            _parse(archive, part, shared)
    for part in parts:
        _parse(archive, part, SheetCheck(shared.count))


def _parse(archive: ZipFile, part: ZipInfo, handler: ContentHandler) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    with archive.open(part) as stream:
        parser.parse(stream)


def _next_cells(rows: Iterator[Any]) -> Cells | None:
    with _refusing_broken(), _quietly():
        row = next(rows, None)
    return None if row is None else [_cell(cell.value, cell.data_type) for cell in row]


def _cell(value: object, data_type: str) -> str | Fault:
    if value is None:
        return ""
    if data_type == "e":
        return Fault.FORMULA_ERROR
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return Fault.LOST_DIGITS if abs(value) >= _EXACT_DIGITS else _plain_number(value)
    if isinstance(value, datetime):
        return _moment(value)
    text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value))
    return Fault.TOO_BIG if is_too_big(text) else text


def _moment(value: datetime) -> str:
    at_midnight = not (value.hour or value.minute or value.second or value.microsecond)
    return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")


def _plain_number(value: int | float) -> str:
    if float(value).is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")
