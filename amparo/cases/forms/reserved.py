"""A reserved note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms.fields import words
from amparo.cases.permissions import RESERVED
from amparo.kernel.ui.forms import StaffForm


class ReservedNoteForm(StaffForm):
    data_class = forms.ChoiceField(
        choices=[(one.value, one.value) for one in RESERVED], widget=forms.HiddenInput
    )
    text = words(
        _("Nota"), rows=6, required=True, error_messages={"required": _("Escriba la nota.")}
    )
