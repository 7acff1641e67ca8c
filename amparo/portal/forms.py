"""Parsing of what is sent to the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.organisations.models import Membership
from amparo.kernel.ui.forms import StaffForm
from amparo.portal.choices import PURPOSES


class PlaceForm(StaffForm):
    """One answer says where and for what: "<membership>:<purpose>"."""

    place = forms.ChoiceField(
        label=_("¿Desde qué puesto trabaja ahora, y para qué?"),
        help_text=_("De esto depende lo que ve. Queda en el registro de cada lectura."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija un puesto."),
            "invalid_choice": _("Ese puesto ya no está en vigor. Elija otro."),
        },
    )

    def __init__(self, *args: Any, memberships: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ways = {
            f"{membership.public_id}:{purpose}": (membership, purpose)
            for membership in memberships
            for purpose in matrix()[Role(membership.role)].purposes
        }
        place = self.fields["place"]
        place.choices = [  # type: ignore[attr-defined]  # a ChoiceField by declaration
            (value, _named(*way)) for value, way in self._ways.items()
        ]
        place.choice_hints = {  # type: ignore[attr-defined]  # read by ui.fields
            value: str(membership.desk) for value, (membership, _purpose) in self._ways.items()
        }

    @property
    def chosen(self) -> tuple[Membership, Purpose]:
        return self._ways[self.cleaned_data["place"]]


def _named(membership: Membership, purpose: Purpose) -> str:
    names = matrix()[Role(membership.role)].label
    role = names.get((get_language() or "es")[:2], names["es"])
    return f"{role} · {PURPOSES[purpose]}"
