"""A pass over the XML of a workbook that looks for what the reader behind it could not bear."""

import re
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from openpyxl.utils.datetime import from_ISO8601

from amparo.cases.htcds.cells import MOST_COLUMNS, MOST_ROWS

_CELL_CHARACTERS = 32_000_000
_PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


class SheetTooLarge(Exception):
    """More rows, columns or text in one cell than a spreadsheet may have."""


class UnsavedFormula(Exception):
    """A formula without the value it gave."""


class SharedStrings(ContentHandler):
    """Counts the strings that cells point to."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  SAX's name
        self.count += _local(name) == "si"


class SheetCheck(ContentHandler):
    """Looks into worksheets; any other XML passes.

    Raises SheetTooLarge, UnsavedFormula, or ValueError for a cell that contradicts its own type.
    """

    def __init__(self, shared: int) -> None:
        """``shared``: how many shared strings the workbook has."""
        super().__init__()
        self._shared = shared
        self._is_sheet: bool | None = None
        self._rows = self._cells = self._characters = 0
        self._type = ""
        self._text: list[str] | None = None
        self._has_formula = self._has_value = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  SAX's name
        if self._is_sheet is None:
            self._is_sheet = _local(name) == "worksheet"
        if not self._is_sheet:
            return
        match _local(name):
            case "c":
                self._start_cell(attrs)
            case "f":
                self._has_formula = True
            case "v":
                self._text = []
            case "row":
                self._start_row(attrs)

    def endElement(self, name: str) -> None:  # noqa: N802  SAX's name
        if not self._is_sheet:
            return
        match _local(name):
            case "v":
                self._end_value()
            case "c" if self._has_formula and not self._has_value:
                raise UnsavedFormula

    def characters(self, content: str) -> None:
        self._characters += len(content)
        if self._is_sheet and self._characters > _CELL_CHARACTERS:
            raise SheetTooLarge
        if self._text is not None:
            self._text.append(content)

    def _start_row(self, attrs: AttributesImpl) -> None:
        number = attrs.get("r", "")
        self._rows = int(number) if number else self._rows + 1
        self._cells = 0
        if self._rows > MOST_ROWS:
            raise SheetTooLarge

    def _start_cell(self, attrs: AttributesImpl) -> None:
        self._cells += 1
        self._characters = 0
        self._has_formula = self._has_value = False
        self._type = attrs.get("t", "n")
        int(attrs.get("s", "0"))
        if self._cells > MOST_COLUMNS:
            raise SheetTooLarge
        if "r" in attrs and not _PLACE.fullmatch(attrs["r"]):
            raise ValueError("cell reference")

    def _end_value(self) -> None:
        text = "".join(self._text or ())
        self._text = None
        self._has_value = bool(text) or self._type == "str"  # a formula may give an empty text
        if not text:
            return
        match self._type:
            case "n":
                float(text)
            case "s" if not 0 <= int(text) < self._shared:
                raise ValueError("shared string")
            case "b":
                int(text)
            case "d":
                from_ISO8601(text)  # type: ignore[no-untyped-call]  # the stubs leave it so


def _local(name: str) -> str:
    return name.rpartition(":")[2]
