"""Forms of the pages about rights, terms, breaches and papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.reference import code_list
from amparo.kernel.retention.models import HoldScope
from amparo.kernel.ui.forms import StaffForm
from amparo.oversight.models import (
    BreachKind,
    Outcome,
    PaperKind,
    RefusalGround,
    RightKind,
    ToldHow,
)

ANSWERS = [choice for choice in Outcome.choices if choice[0] != Outcome.OPEN]


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}), **kwargs)


def _moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput({"type": "datetime-local"}), **kwargs
    )


def _number() -> forms.UUIDField:
    return forms.UUIDField(
        label=_("Número del expediente"),
        help_text=_("Lo da el equipo que la acompaña; aquí no se escriben nombres."),
        widget=forms.TextInput({"class": "input--code"}),
        error_messages={"invalid": _("Ese número no tiene la forma de un expediente.")},
    )


def _languages() -> list[Any]:
    return list(code_list("language").choices((get_language() or "es")[:2]))


class Versioned(StaffForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(StaffForm):
    kind = forms.ChoiceField(
        label=_("Qué pide"), choices=RightKind.choices, widget=forms.RadioSelect
    )


class AnswerForm(Versioned):
    outcome = forms.ChoiceField(label=_("Respuesta"), choices=ANSWERS, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Por qué no, o no todo"),
        choices=[("", "—"), *RefusalGround.choices],
        required=False,
    )


class ReasonForm(StaffForm):
    reason = forms.CharField(
        label=_("Para qué se borra"),
        help_text=_("Lo lee quien aprueba. Sin nombres."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class ConfirmForm(Versioned):
    confirmed = forms.BooleanField(
        label=_("Entiendo que no se puede deshacer"),
        error_messages={"required": _("Márquelo para seguir.")},
    )


class KeepForm(Versioned):
    reason = forms.CharField(label=_("Por qué se conserva"), max_length=200)
    until = _day(_("Hasta cuándo"))


class HoldForm(StaffForm):
    subject = _number()
    order = forms.CharField(
        label=_("Orden"), help_text=_("Número y autoridad que la dio."), max_length=120
    )
    scope = forms.ChoiceField(
        label=_("Qué se conserva"), choices=HoldScope.choices, widget=forms.RadioSelect
    )
    until = _day(_("Hasta cuándo, si lo dice"), required=False)


class BreachForm(StaffForm):
    kind = forms.ChoiceField(
        label=_("Qué fue"), choices=BreachKind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Qué pasó"),
        help_text=_("Sin nombres de las personas afectadas: van abajo por su número."),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    known_at = _moment(_("Cuándo se supo"), help_text=_("En la hora de su país."))
    happened_on = _day(_("Cuándo pasó, si se sabe"), required=False)


class BreachUpdateForm(Versioned):
    measures = forms.CharField(
        label=_("Qué se hizo"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    notified_at = _moment(
        _("Cuándo se avisó a la autoridad"), required=False, help_text=_("En la hora de su país.")
    )
    closed_on = _day(_("Cerrada el"), required=False)


class TouchedForm(StaffForm):
    subject = _number()


class LookAfterForm(Versioned):
    """For her team: first her safety, then who tells her."""

    reassessed = forms.BooleanField(
        label=_("Revisamos su seguridad después de la brecha"), required=False
    )
    tells = forms.ChoiceField(label=_("Quién le avisa"), required=False)
    told_how = forms.ChoiceField(
        label=_("Cómo se le avisó"), choices=[("", "—"), *ToldHow.choices], required=False
    )
    told_on = _day(_("Cuándo"), required=False)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tells"].choices = [("", "—"), *colleagues]  # type: ignore[attr-defined]


class PaperForm(StaffForm):
    kind = forms.ChoiceField(label=_("Qué es"), choices=PaperKind.choices)
    title = forms.CharField(label=_("Título"), max_length=160)
    edition = forms.CharField(
        label=_("Versión"), help_text=_("Como la llama la institución: 2026-1."), max_length=20
    )
    language = forms.ChoiceField(label=_("Idioma"), choices=_languages)
    owner = forms.CharField(
        label=_("Quién responde por él"), help_text=_("Un cargo u oficina."), max_length=120
    )
    valid_from = _day(_("Vigente desde"))
    reviewed_with_survivors = forms.BooleanField(
        label=_("Se revisó con sobrevivientes"), required=False
    )
    file = forms.FileField(label=_("Archivo"), help_text=_("Hasta 5 MB."))
