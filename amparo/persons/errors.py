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


class KeptOut(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"desk": _("Esa institución está apartada de su ficha: no se le puede compartir.")}
        )


class MigrationNeverReads(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "desk": _(
                    "Las autoridades de migración y de frontera no leen la ficha de nadie. Solo la "
                    "mesa de permisos recibe el pedido de protección que la persona quiera hacer."
                )
            }
        )


class NoDecisionYet(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "given_by": _(
                    "Falta la decisión de la autoridad de niñez, con el interés superior escrito. "
                    "La atención no espera por eso: solo se espera para compartir."
                )
            }
        )


class OnlyAChildIsRepresented(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Una persona adulta decide por sí misma, con apoyo si lo quiere."))


class PermitNeedsLess(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "fields": _(
                    "Para un permiso de protección bastan nombre, nacimiento, documento y "
                    "condición."
                )
            }
        )


class ClinicalNeverForJustice(ValidationError):
    """The wall: no institution of justice reads clinical notes, whoever allows it."""

    def __init__(self) -> None:
        super().__init__(
            _("Las notas clínicas no se abren a instituciones de justicia. Quite esa parte.")
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
