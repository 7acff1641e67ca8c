"""Refusals. A page turns both into the same "no encontramos esa página"."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _


class Denied(PermissionDenied):
    """A predicate said no; `writing` records it after the rollback."""

    def __init__(self, predicate: str) -> None:
        super().__init__(predicate)
        self.predicate = predicate


class ChangedSinceOpened(ValidationError):
    """Somebody saved this record after the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Otra persona guardó cambios en esta ficha mientras usted la tenía abierta. "
                "Lo que escribió sigue aquí: compare con la versión actual y guarde otra vez."
            ),
            code="changed",
        )
