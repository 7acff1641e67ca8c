"""Filters of the log, and the note of a look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.ui.forms import StaffForm
from amparo.oversight.log.rows import Wanted
from amparo.oversight.models import DayOutcome


def verb_choices() -> list[Any]:
    return [("", _("Todos")), *((verb.value, verb.value) for verb in Verb)]


def institution_choices() -> list[Any]:
    known = Organisation.objects.order_by("name").values_list("public_id", "name")
    return [("", _("Todas")), *((str(public_id), name) for public_id, name in known)]


class FilterForm(StaffForm):
    """Sent by GET: an account is staff, a pseudonym is nobody for whoever reads the address."""

    dia = forms.DateField(
        label=_("Día (UTC)"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    cuenta = forms.CharField(label=_("Cuenta"), required=False, max_length=150)
    institucion = forms.ChoiceField(
        label=_("Institución"), choices=institution_choices, required=False
    )
    acto = forms.ChoiceField(label=_("Acto"), choices=verb_choices, required=False)
    seudonimo = forms.UUIDField(
        label=_("Seudónimo"),
        required=False,
        help_text=_("El de una persona, tal como aparece en una fila."),
        error_messages={"invalid": _("Cópielo entero de una fila.")},
    )
    negados = forms.BooleanField(label=_("Solo lo que se negó"), required=False)

    @property
    def wanted(self) -> Wanted:
        """What was asked for; nothing, while something is to be mended."""
        if not self.is_valid():
            return Wanted()
        said = self.cleaned_data
        return Wanted(
            verb=said["acto"],
            institution=UUID(said["institucion"]) if said["institucion"] else None,
            account=said["cuenta"].strip(),
            day=said["dia"],
            pseudonym=said["seudonimo"],
            refusals=said["negados"],
        )


class LookForm(StaffForm):
    outcome = forms.ChoiceField(
        label=_("Qué resultó"),
        choices=DayOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija qué resultó.")},
    )
    note = forms.CharField(
        label=_("Qué averiguó"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Sin nombres de personas atendidas. La lee solo su institución."),
        error_messages={"required": _("Escriba qué averiguó, aunque sea una línea.")},
    )
