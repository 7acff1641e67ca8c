"""What an answer, a breach or a paper lacks."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AskedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Ya hay un pedido igual sin responder."), code="asked")


class AnsweredAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Ese pedido ya tiene respuesta."), code="answered")


class RefusalNeedsGround(ValidationError):
    def __init__(self) -> None:
        super().__init__({"ground": _("Diga por qué: ella tiene derecho a saberlo.")})


class TellsBeforeSafety(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"reassessed": _("Antes de avisarle, revise su seguridad y márquelo aquí.")}
        )


class NobodyThere(ValidationError):
    def __init__(self) -> None:
        said = _(
            "No hay un expediente con ese número en su institución. Si puede ser de un testigo "
            "protegido, dígalo a sus oficiales de protección."
        )
        super().__init__({"subject": said})


class WordsMissing(ValidationError):
    def __init__(self) -> None:
        super().__init__({"words": _("Escriba qué pasó, sin nombres.")})


class PaperTooLarge(ValidationError):
    def __init__(self) -> None:
        super().__init__({"file": _("El archivo pasa de 5 MB.")})


class LoadedAlready(ValidationError):
    def __init__(self) -> None:
        super().__init__({"edition": _("Esa versión ya está cargada en ese idioma.")})
