"""Named refusals of orders, notices and requests for contact."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class NobodyByThatCode(ValidationError):
    """Unknown and protected answer alike."""

    def __init__(self) -> None:
        super().__init__(
            {
                "code_name": _(
                    "Con ese código no hay a quién anotar la orden. Pida el código a quien la "
                    "representa o al equipo que la acompaña."
                )
            }
        )


class OrderEndsBeforeItArrives(ValidationError):
    def __init__(self) -> None:
        super().__init__({"expires_on": _("La orden terminaría antes de recibirse.")})


class DeliversMoreThanOrdered(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"delivered": _("Marque solo partes que la orden nombra y que se pueden entregar.")}
        )


class NotToldBeforeSpeaking(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "kind": _(
                    "No consta que se le dijera, antes de hablar, qué había que informar. Anótelo "
                    "primero en su ficha, o escriba el informe como peligro inminente si lo es."
                )
            }
        )


class NoSafeWayToAsk(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "asked_through": _(
                    "Ella no abrió esa vía, o no a esta hora. Pregúntele en el próximo encuentro."
                )
            }
        )


class AlreadyAnswered(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Esa solicitud ya tiene respuesta."))


class ConsentTooLong(ValidationError):
    def __init__(self) -> None:
        super().__init__({"expires_on": _("Un permiso dura como mucho doce meses.")})
