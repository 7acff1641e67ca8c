"""Passphrases that anybody who knows this house would try first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words of this work and of the places where it is done; no phrase may live on them.
HOUSE_WORDS = frozenset(
    "amparo aviso avisos caso casos contraseña contrasena clave demostracion entrada fiscalia "
    "frase institucion linea mesa personal password policia refugio registro secreto seguridad "
    "traffic trafico trata usuario victima victimas".split()
)
FEWEST_LETTERS = 8  # that must be left once the house's own words are taken away


class NoHouseWords:
    """Refuses a passphrase that is little more than words of the house, years or repetitions."""

    def validate(self, password: str, user: Any = None) -> None:
        words = re.findall(r"[^\W\d_]+", password.casefold())
        left = {word for word in words if word not in HOUSE_WORDS and len(set(word)) > 1}
        if sum(len(word) for word in left) < FEWEST_LETTERS:
            raise ValidationError(self.get_help_text(), code="house_words")

    def get_help_text(self) -> str:
        return _(
            "No la haga con palabras de este trabajo, años ni letras repetidas: use otras que "
            "nadie de aquí pensaría."
        )
