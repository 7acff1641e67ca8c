"""Named refusals of the persons app."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class BasisNeedsWords(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "basis_note": _(
                    "Escriba cuál es el interés vital y quién lo valoró: una frase basta."
                )
            }
        )


class ConsentEndsBeforeItStarts(ValidationError):
    def __init__(self) -> None:
        super().__init__({"expires_on": _("El permiso terminaría antes de empezar.")})


class ConsentNotLive(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Ese permiso terminó o fue retirado: pregúntele otra vez a la persona."))


class LegacyHasNoShares(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Es un registro de legado, sin consentimiento: no se comparte hasta hablar con ella.")
        )


class MigrationNeverReads(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"desk": _("Las autoridades de migración y de frontera no leen la ficha de nadie.")}
        )


class NothingToShare(ValidationError):
    def __init__(self) -> None:
        super().__init__({"fields": _("Marque al menos una parte de su ficha.")})


class SearchTooWide(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Escriba dos palabras del nombre (o las tres primeras letras de cada una), "
                "o el código."
            )
        )


class SamePerson(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Elija dos fichas distintas."))
