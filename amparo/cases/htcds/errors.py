"""What can be wrong with a flat file, with one of its rows, or with writing one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class FileRefused(Exception):
    """The whole file cannot be used. ``message`` says why and how to mend it, in Spanish."""

    def __init__(self, message: "_StrOrPromise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class CannotWrite(Exception):
    """A row does not fit the format asked for. Names record and field, never the value."""

    def __init__(self, record: int, field: str, message: "_StrOrPromise") -> None:
        super().__init__(record, field, message)
        self.record = record
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return f"{self.record}, {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a row is left out.

    ``field`` is a key of the standard, the name of an ignored column, or empty for the row as a
    whole. ``reason_es`` is always Spanish because the file of rejected rows is, and it never
    repeats what the cell held: a row shifted by one column puts a name in any field.
    """

    field: str
    reason_es: str


class Mistake(ValueError):
    """A cell that cannot be read as its kind. ``reason_es`` becomes a Problem's reason."""

    def __init__(self, reason_es: str) -> None:
        super().__init__(reason_es)
        self.reason_es = reason_es
