"""Named refusals of identification."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class WrongInstrument(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Este instrumento no es para la edad de la persona."))


class NothingAnswered(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Anote al menos una respuesta, aunque sea que no se preguntó."))


class NotADecidingBody(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Su institución no figura entre las que deciden: proponga el caso a la que decide.")
        )


class GroundNotListed(ValidationError):
    def __init__(self) -> None:
        super().__init__({"ground": _("Elija en qué se apoya este paso.")})


class ReasonsMissing(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"reasons": _("Escriba las razones: la persona tiene derecho a conocerlas.")}
        )


class DecidedInTheFuture(ValidationError):
    def __init__(self) -> None:
        super().__init__({"decided_on": _("La fecha de la decisión todavía no llega.")})


class DecidedBeforeTheLast(ValidationError):
    def __init__(self) -> None:
        super().__init__({"decided_on": _("Es anterior a la decisión vigente.")})


class ReviewBeforeDecision(ValidationError):
    def __init__(self) -> None:
        super().__init__({"review_on": _("La revisión sería antes de la decisión.")})


class EvidenceUnknown(ValidationError):
    def __init__(self) -> None:
        super().__init__({"evidence": _("Elija un registro o archivo de esta ficha.")})


class NotTheDecisionShown(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("La condición cambió mientras usted tenía abierta esta página: revísela y siga."),
            code="changed",
        )


class StatusAlreadyRecorded(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Esta persona ya tiene una condición: lo importado no la cambia."))


class OnlyTheChildAuthority(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "given_by": _(
                    "Por una niña, niño o adolescente acuerda la autoridad de niñez, con su "
                    "opinión y su interés superior registrados."
                )
            }
        )


class OnlySheAgrees(ValidationError):
    def __init__(self) -> None:
        super().__init__({"given_by": _("Por una persona adulta no acuerda nadie más que ella.")})


class NothingToTell(ValidationError):
    def __init__(self) -> None:
        super().__init__({"about": _("Todavía no hay una decisión que explicarle.")})
