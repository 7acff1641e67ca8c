"""What the desk sends: one form for each thing it does with a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.places import admin1_of, label
from amparo.kernel.reference import code_list
from amparo.kernel.ui.forms import StaffForm
from amparo.reports.choices import ClosingReason, MentionedAs, StepReason, TriageReason
from amparo.reports.forms.fields import WordsField
from amparo.reports.models import Report
from amparo.reports.states import PLAIN_STEPS, steps_from

BLANK = ("", _("Elija una opción"))


class VersionedForm(StaffForm):
    """A form that remembers which version of the report its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class TriageForm(VersionedForm):
    urgency = forms.ChoiceField(label=_("Urgencia"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Motivo"), choices=[BLANK, *TriageReason.choices])
    indicators = forms.IntegerField(
        label=_("Señales de explotación que ve"),
        help_text=_("Cuántas. Cero también es una respuesta. No decide nada por sí solo."),
        min_value=0,
        max_value=99,
    )
    modality = forms.ChoiceField(label=_("Modalidad"))
    admin1 = forms.ChoiceField(label=_("Provincia o estado"), required=False)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _as_it_stands(report))
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        _choose(self, "urgency", code_list("urgency").choices(language))
        _choose(self, "modality", code_list("modality").choices(language))
        places = [(unit.code, label(unit, language)) for unit in admin1_of(report.country)]
        _choose(self, "admin1", [("", _("No se sabe")), *places])


class StepForm(VersionedForm):
    """The plain steps that the machine allows from here."""

    target = forms.ChoiceField(label=_("Paso"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Motivo"), choices=[BLANK, *StepReason.choices])

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps, language = steps_from(report), get_language() or "es"
        _choose(
            self,
            "target",
            [(name, steps[name].label.in_(language)) for name in PLAIN_STEPS if name in steps],
        )


class AnswerForm(StaffForm):
    text = WordsField(
        label=_("Mensaje para quien avisó"),
        help_text=_("Lo leerá cuando vuelva con su código. No le llega ningún aviso."),
        error_messages={"required": _("Escriba su mensaje.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    expects_answer = forms.BooleanField(
        required=False, label=_("Es una pregunta: el aviso queda en espera de respuesta")
    )


class ForwardForm(VersionedForm):
    desk = forms.ChoiceField(label=_("Mesa que lo recibe"))
    reason = forms.ChoiceField(label=_("Motivo"), choices=[BLANK, *StepReason.choices])
    leave_own_out = forms.BooleanField(
        required=False,
        label=_("Hay un conflicto de interés aquí: mi institución no volverá a verlo"),
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "desk", [BLANK, *((str(desk.public_id), str(desk)) for desk in desks)])


class CloseForm(VersionedForm):
    reason = forms.ChoiceField(label=_("Motivo"), choices=[BLANK, *ClosingReason.choices])


class ConfirmForm(VersionedForm):
    """Nothing to choose: the version says what is being agreed to."""


class ExcludeForm(StaffForm):
    person = forms.ChoiceField(required=False, label=_("Una persona de esta mesa"))
    organisation = forms.ChoiceField(required=False, label=_("O toda una institución"))

    def __init__(
        self,
        *args: Any,
        colleagues: list[Membership],
        organisations: list[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("Nadie"))
        people = [
            (str(one.public_id), one.user.display_name or one.user.username) for one in colleagues
        ]
        _choose(self, "person", [nobody, *people])
        _choose(
            self,
            "organisation",
            [("", _("Ninguna")), *((str(one.public_id), one.name) for one in organisations)],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("person")) == bool(given.get("organisation")):
            raise forms.ValidationError(_("Elija una persona o una institución."))
        return given


class MentionForm(StaffForm):
    role = forms.ChoiceField(label=_("Quién parece ser"), choices=[BLANK, *MentionedAs.choices])
    alias = WordsField(
        label=_("Cómo la nombra el aviso"),
        error_messages={"required": _("Escriba cómo la nombra el aviso.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    details = WordsField(
        required=False,
        label=_("Lo que ayuda a reconocerla"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


def _as_it_stands(report: Report) -> dict[str, Any]:
    """Nothing about urgency is chosen beforehand until somebody has decided it once."""
    decided = report.indicators is not None
    return {
        "version": report.version,
        "urgency": report.urgency if decided else None,
        "indicators": report.indicators,
        "modality": report.modality or "undetermined",
        "admin1": report.admin1,
    }


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # stubs type every field alike
