"""Domain errors of the observatory."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class BadFact(ValueError):
    """A row of facts is not in the agreed shape; its message never repeats a value."""

    def __init__(self, row: int, column: str, problem: str) -> None:
        super().__init__(f"fact {row}, column {column}: {problem}")


class NotProtected(RuntimeError):
    """The tables could not be proven safe, so nothing is published."""


class NoGeneration(ValidationError):
    """No figures were built yet."""

    def __init__(self) -> None:
        super().__init__(
            _("Todavía no hay cifras. Primero ejecute: %(command)s.")
            % {"command": "amparo observatory build"}
        )


class UnknownColumn(ValidationError):
    """A cut asks for a column that is not on the list."""

    def __init__(self, column: str, valid: Iterable[str]) -> None:
        super().__init__(
            _("No existe la columna «%(column)s». Puede usar: %(valid)s.")
            % {"column": column, "valid": ", ".join(valid)}
        )


class UnknownValue(ValidationError):
    """A cut filters by a value that its column does not have."""

    def __init__(self, column: str, value: str, valid: Iterable[str]) -> None:
        super().__init__(
            _("La columna «%(column)s» no tiene el valor «%(value)s». Puede usar: %(valid)s.")
            % {"column": column, "value": value, "valid": ", ".join(valid)}
        )


class TooManyColumns(ValidationError):
    """A cut crosses more columns than a person can read."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("Elija entre 1 y %(most)s columnas, sin repetir ninguna.") % {"most": most}
        )
