"""Filters of the list and the search box."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms.fields import choices_of, words
from amparo.cases.wording import language
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.workflow import machine


def state_choices() -> list[Any]:
    states = machine("case").states.values()
    named = [(state.code, state.label.in_(language())) for state in states]
    return [("", _("Todos")), *named]


def modality_choices() -> list[Any]:
    return [("", _("Todas")), *choices_of("modality")()]


class FilterForm(StaffForm):
    """Sent by GET: nothing in it says who anybody is."""

    estado = forms.ChoiceField(label=_("Estado"), choices=state_choices, required=False)
    modalidad = forms.ChoiceField(label=_("Modalidad"), choices=modality_choices, required=False)


class SearchForm(StaffForm):
    """Sent by POST: a name never enters an address."""

    text = words(
        _("Buscar por nombre o código"),
        required=True,
        help_text=_("Dos palabras del nombre, o el nombre en clave entero. Queda registrado."),
        error_messages={"required": _("Escriba dos palabras del nombre, o el código.")},
    )
