"""Forms of reviews and approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.emergency_models import ReviewOutcome
from amparo.kernel.ui.forms import StaffForm


class ReviewForm(StaffForm):
    """Was it justified, and if not, why."""

    outcome = forms.ChoiceField(
        label=_("¿Estuvo justificada?"),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Diga si estuvo justificada.")},
    )
    note = forms.CharField(
        label=_("Qué deja anotado"),
        help_text=_("Hace falta si no estuvo justificada. Sin nombres."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class ApprovalForm(StaffForm):
    """For how many persons, and why."""

    persons = forms.IntegerField(
        label=_("Para cuántas personas"),
        min_value=1,
        max_value=100_000,
        error_messages={"required": _("Diga para cuántas personas.")},
    )
    reason = forms.CharField(
        label=_("Para qué"),
        help_text=_("Lo lee quien aprueba. Sin nombres."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Escriba para qué.")},
    )


def put_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Each message beside its field, the rest at the head of the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        known: Any = name if name in form.fields else None
        form.add_error(None if name == NON_FIELD_ERRORS else known, errors)
