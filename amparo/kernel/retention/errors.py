"""Why something may not be erased, or not yet."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class HeldByLaw(ValidationError):
    """A legal hold is in force; its order is not quoted: whoever may read it sees it elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Hay una orden de conservación vigente sobre este expediente: no se puede borrar "
                "mientras dure. La orden está en la lista de conservaciones."
            ),
            code="held",
        )


class HoldNeedsOrder(ValidationError):
    def __init__(self) -> None:
        super().__init__({"order": _("Escriba el número de la orden y la autoridad que la dio.")})


class AlreadyDecided(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Otra persona ya decidió sobre este vencimiento."), code="decided")


class KeepingNeedsReason(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Para conservarlo más tiempo escriba por qué y hasta cuándo."), code="reason"
        )
