"""Opening a flat file, CSV or XLSX, and giving its rows one at a time.

What the file is, is decided by its first bytes and not by its name. Whatever makes the whole
file unusable is found before the first row is given, so a refused file never goes in by half.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from amparo.cases.htcds.cells import Cells, Fault
from amparo.cases.htcds.delimited import Delimited
from amparo.cases.htcds.errors import FileRefused, Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.header import Header, known_columns, read_header
from amparo.cases.htcds.workbook import MAGIC, OLD_OR_LOCKED_MAGIC, Sheets
from amparo.kernel.cells import unguard

_Reopen = Callable[[], Iterator[Cells]]


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the file.

    ``number`` counts from 1 without the header; blank lines are not records. ``cells`` holds the
    text of known columns that are not empty, by key, not yet checked. ``problems`` are those of
    the file's form: too many cells, a cell too big.
    """

    number: int
    cells: Mapping[str, str] = field(repr=False)
    problems: tuple[Problem, ...] = ()


class Source:
    """An open file. Each iteration reads it again from the start, in constant memory."""

    def __init__(self, reopen: _Reopen) -> None:
        """Raises FileRefused: nothing in it, or its header is of no use."""
        self._reopen = reopen
        first = next(reopen(), None)
        if first is None:
            raise FileRefused(_("El archivo está vacío."))
        self._header = read_header(first)

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys of the fields the file has a column for, in the file's order."""
        return tuple(key for key in self._header.keys if key)

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """Names of the columns that the standard does not have."""
        return self._header.ignored

    @property
    def deprecated_columns(self) -> tuple[str, ...]:
        """Keys of the file's columns that the standard no longer recommends."""
        return tuple(key for key in self.columns if fields()[key].deprecated)

    def __iter__(self) -> Iterator[Row]:
        rows = self._reopen()
        next(rows)  # the header
        for number, cells in enumerate(rows, start=1):
            yield _row(number, cells, self._header)


def open_rows(path: Path) -> Source:
    """Open a file of HTCDS rows. Raises FileRefused, never anything else."""
    try:
        return _open(path)
    except OSError as error:
        raise FileRefused(_("No se puede abrir el archivo. Revise su ruta y permisos.")) from error


def _open(path: Path) -> Source:
    with path.open("rb") as stream:
        start = stream.read(len(MAGIC))
    if start == MAGIC:
        return _open_workbook(path)
    if start == OLD_OR_LOCKED_MAGIC:
        raise FileRefused(
            _("El archivo es un .xls antiguo o tiene contraseña. Guárdelo como .xlsx o CSV.")
        )
    if start and path.suffix.lower() == ".xlsx":
        raise FileRefused(_("El archivo no es un XLSX o está dañado. Guárdelo de nuevo."))
    return Source(Delimited(path, known_columns).rows)


def _open_workbook(path: Path) -> Source:
    """Take the one sheet that has HTCDS columns; notes and instructions may sit beside it."""
    sheets = Sheets(path)
    firsts = [next(sheets.rows(at), []) for at in range(len(sheets.names))]
    found = [at for at, first in enumerate(firsts) if known_columns(first)]
    if len(found) > 1:
        raise FileRefused(
            _("Varias hojas tienen columnas HTCDS. Deje una sola o envíelas por separado.")
        )
    chosen = found[0] if found else 0
    return Source(lambda: sheets.rows(chosen))


def _row(number: int, cells: Cells, header: Header) -> Row:
    width = len(header.keys)
    if any(isinstance(cell, Fault) or cell.strip() for cell in cells[width:]):
        reason = "La fila tiene más celdas que el encabezado. Revise separadores y comillas."
        return Row(number, {}, (Problem("", reason),))
    columns = list(zip(header.keys, header.names, cells, strict=False))
    return Row(
        number,
        {
            key: unguard(cell)
            for key, _name, cell in columns
            if key and isinstance(cell, str) and cell
        },
        tuple(
            Problem(key or name, cell.value)
            for key, name, cell in columns
            if isinstance(cell, Fault)
        ),
    )
