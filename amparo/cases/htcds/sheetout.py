"""Writing a workbook of one sheet, all text, straight into its file.

openpyxl's streaming mode is not used here: it keeps the rows in clear in the system's temporary
folder until the end, cuts long text without a word, and takes some texts for formulas or errors.
"""

import re
from types import TracebackType
from typing import BinaryIO, Self
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from amparo.cases.htcds.cells import MOST_ROWS
from amparo.cases.htcds.errors import CannotWrite

CELL_UNITS = 32_767  # what a spreadsheet cell holds, in UTF-16 code units

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes


class SheetWriter:
    """Writes rows of text; the workbook is complete when the block ends.

    Raises CannotWrite: a text is too long, holds what XML cannot, or the sheet is full.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._archive = ZipFile(stream, "w", ZIP_DEFLATED)
        self._name = name
        self._rows = 0
        self._header: list[str] = []

    def __enter__(self) -> Self:
        for path, text in _surroundings(self._name).items():
            self._archive.writestr(_part(path), _HEAD + text)
        self._sheet = self._archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._put(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>')
        return self

    def write(self, cells: list[str]) -> None:
        """Write a row; the first is the header, whose names say where a later text is wrong."""
        self._header = self._header or cells
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise CannotWrite(
                self._rows - 1, "", _("Una hoja de cálculo no admite tantas filas. Use CSV.")
            )
        pairs = zip(self._header, cells, strict=True)
        inner = "".join(self._cell(at, name, text) for at, (name, text) in enumerate(pairs))
        self._put(f'<row r="{self._rows}">{inner}</row>')

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not error:
            self._put("</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()

    def _cell(self, at: int, name: str, text: str) -> str:
        if not text:
            return ""
        if _FORBIDDEN.search(text):
            raise CannotWrite(
                self._rows - 1, name, _("El texto tiene caracteres que XLSX no admite. Use CSV.")
            )
        if len(text) > CELL_UNITS // 2 and len(text.encode("utf-16-le")) // 2 > CELL_UNITS:
            raise CannotWrite(
                self._rows - 1,
                name,
                _("El texto pasa de 32 767 caracteres, lo que admite una celda. Use CSV."),
            )
        place = f"{_letters(at)}{self._rows}"
        written = escape(_LOOKS_ESCAPED.sub("_x005F_", text), {"\r": "_x000D_"})
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'

    def _put(self, text: str) -> None:
        self._sheet.write(text.encode())


def _letters(at: int) -> str:
    """A column's letters, counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _part(path: str) -> ZipInfo:
    part = ZipInfo(path, _EPOCH)
    part.compress_type = ZIP_DEFLATED
    return part


def _surroundings(name: str) -> dict[str, str]:
    """The parts that make a sheet a workbook, as ECMA-376 asks."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
    }
