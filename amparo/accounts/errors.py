"""Why an account was not opened, changed or closed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class NameTaken(ValidationError):
    def __init__(self) -> None:
        super().__init__({"username": _("Ese nombre de cuenta no está libre. Escriba otro.")})


class EndsTooLate(ValidationError):
    def __init__(self) -> None:
        super().__init__({"until_on": _("Una cuenta dura un año como mucho; después se prorroga.")})


class EndsBeforeItStarts(ValidationError):
    def __init__(self) -> None:
        super().__init__({"until_on": _("La fecha de fin es anterior a la de comienzo.")})


class LetterFromTheFuture(ValidationError):
    def __init__(self) -> None:
        super().__init__({"letter_on": _("La carta lleva una fecha que todavía no llega.")})


class ScanNotAccepted(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"scan": _("Suba la carta como PDF, JPEG o PNG de 2 MB como mucho, o déjelo vacío.")}
        )


class SuccessorNeeded(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"successor": _("Coordina equipos: elija a quien los recibe antes de cerrar.")}
        )


class AlreadyClosed(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Esa cuenta ya estaba cerrada."))


class WorksElsewhereToo(ValidationError):
    """Whoever resets a factor could enter as that person everywhere she works."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Esa persona trabaja también en otra institución: cerrarle aquí la función sí se "
                "puede, pero su manera de entrar no la cambia una sola de las dos."
            )
        )
