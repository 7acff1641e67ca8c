"""What can be refused in this app, with the sentence a person reads."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AlreadySent(Exception):
    """The same form was sent before: there is one report, and its receipt was shown then."""


class NobodyReceives(Exception):
    """No desk of this node receives reports; it cannot be put to work like this."""


class NothingWritten(ValidationError):
    def __init__(self, field: str) -> None:
        said = _("Escriba qué pasó, aunque sea una frase.")
        if field != "narrative":
            said = _("Escriba su mensaje.")
        super().__init__({field: said})


class TooLong(ValidationError):
    """``excess``: bytes above the limit, about one for each letter without an accent."""

    def __init__(self, field: str, excess: int) -> None:
        said = ngettext(
            "El texto es demasiado largo: quite al menos %(excess)d letra. "
            "Nada se ha perdido: todo lo que escribió sigue abajo.",
            "El texto es demasiado largo: quite al menos %(excess)d letras. "
            "Nada se ha perdido: todo lo que escribió sigue abajo.",
            excess,
        )
        super().__init__({field: said % {"excess": excess}})


class NotAllowedHere(ValidationError):
    """A coded value that is not on its list."""

    def __init__(self, field: str) -> None:
        super().__init__({field: _("Elija una de las opciones de la lista.")})


class NobodyWouldBeLeft(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nadie de esta mesa podría atender el aviso. Páselo a otra mesa y deje fuera "
                "a la suya en el mismo paso."
            )
        )


class ExcludedThere(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"desk": _("Esa institución quedó fuera de este aviso por conflicto de interés.")}
        )
