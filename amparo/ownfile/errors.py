"""What may be wrong when a door is opened."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class PhraseTooShort(ValidationError):
    def __init__(self, field: str) -> None:
        super().__init__(
            {field: _("La frase es corta: use al menos cuatro palabras o 15 letras y números.")}
        )


class PhrasesAlike(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {"duress": _("La frase de peligro debe ser distinta de la otra, desde el comienzo.")}
        )


class NothingSaid(ValidationError):
    def __init__(self) -> None:
        super().__init__({"text": _("Escriba algo antes de enviarlo.")})
