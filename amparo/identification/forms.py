"""What is asked on the pages of identification; nothing is selected beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.identification.choices import GROUNDS, About, Ground, Status, WaiverReason
from amparo.identification.evidence import Evidence
from amparo.identification.legal_test import Element
from amparo.identification.said import label_words, language
from amparo.identification.services import DecisionFields
from amparo.kernel.reference import Form, code_list
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import Explained, GivenBy

PREFIX = "q-"  # so that no question is called like a field of the form itself
LONGEST_REASONS = 8_000
YES, NO, UNKNOWN = "yes", "no", "unknown"
NONE, UNSETTLED = "none", "unsettled"
KNOWN = {YES: True, NO: False}


@dataclass(frozen=True)
class Group:
    """The questions of one dimension, in order."""

    title: str
    fields: list[BoundField]


class ScreeningForm(StaffForm):
    """One instrument on one page; a question left alone was not asked."""

    def __init__(self, *args: Any, instrument: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        choices = code_list(instrument.answers).choices(language())
        for number, question in enumerate(instrument.questions, start=1):
            self.fields[PREFIX + question.key] = forms.ChoiceField(
                label=f"{number}. {label_words(question.label)}",
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Esa respuesta no está en la lista.")},
            )

    def groups(self) -> list[Group]:
        return [
            Group(
                label_words(dimension.label),
                [self[PREFIX + each.key] for each in self.instrument.of_dimension(dimension.key)],
            )
            for dimension in self.instrument.dimensions
        ]

    def answers(self) -> dict[str, str]:
        """Question → answer, for the questions that have one."""
        return {
            name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items() if value
        }

    @staticmethod
    def starting_from(answers: Mapping[str, str]) -> dict[str, str]:
        """Her own earlier answers, so that nobody asks them again."""
        return {PREFIX + key: value for key, value in answers.items()}


class WaiverForm(StaffForm):
    reason = forms.ChoiceField(
        label=_("Por qué no se le hacen las preguntas"),
        choices=WaiverReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija por qué.")},
    )


def _element(scheme: Element) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=TITLES[scheme],
        choices=lambda: code_list(scheme.value).choices(language()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _settled(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[
            (NONE, _("Se buscó y no se encontró ninguno")),
            (UNSETTLED, _("Todavía no se sabe")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


def _yes_no_unknown(label: Any, help_text: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[
            (YES, pgettext_lazy("answer", "Sí")),
            (NO, pgettext_lazy("answer", "No")),
            (UNKNOWN, _("No se sabe")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


TITLES: Mapping[Element, Any] = {
    Element.ACT: _("Acto: qué se hizo con la persona"),
    Element.MEANS: _("Medio: cómo se logró"),
    Element.PURPOSE: _("Fin: para qué"),
}


class LegalTestForm(StaffForm):
    """Act, means and purpose; for each, what was found, or that none was, or not known yet."""

    act = _element(Element.ACT)
    act_none = _settled(_("Si no marcó ningún acto"))
    means = _element(Element.MEANS)
    means_none = _settled(_("Si no marcó ningún medio"))
    purpose = _element(Element.PURPOSE)
    purpose_none = _settled(_("Si no marcó ningún fin"))
    consent_claimed = _yes_no_unknown(
        _("¿Alguien dice que ella aceptó?"),
        _("No decide nada por sí solo: con algún medio, o si es menor de edad, no cuenta."),
    )
    moved = _yes_no_unknown(_("¿La llevaron de un lugar a otro?"), _("No hace falta."))
    crossed_border = _yes_no_unknown(
        _("¿Alguien cobró por un cruce irregular de frontera?"),
        _("Sirve para distinguir el tráfico ilícito de migrantes. No es un dato migratorio suyo."),
    )
    tagged = forms.MultipleChoiceField(
        label=_("Anotar sin presumir"),
        help_text=_("Modalidades que por sí solas no bastan: hay que establecer cada elemento."),
        choices=lambda: [
            (code, label)
            for code, label in code_list("modality").choices(language())
            if code in code_list("modality").codes_where("presumes_trafficking", "no")
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for element in Element:
            if cleaned.get(element) and cleaned.get(f"{element}_none"):
                self.add_error(
                    f"{element}_none", _("Marcó alguno arriba: quite esta respuesta o aquella.")
                )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Keyword arguments of `record_legal_test`. An element left alone is not settled."""
        said = self.cleaned_data
        unsettled = {
            element for element in Element if not said[element] and said[f"{element}_none"] != NONE
        }
        return {
            "acts": frozenset(said["act"]),
            "means": frozenset(said["means"]),
            "purposes": frozenset(said["purpose"]),
            "tagged": frozenset(said["tagged"]),
            "unsettled": frozenset(unsettled),
            **{
                name: KNOWN.get(said[name])
                for name in ("consent_claimed", "moved", "crossed_border")
            },
        }


class ConversationForm(StaffForm):
    about = forms.ChoiceField(
        label=_("Qué se habló"),
        choices=About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija qué se habló.")},
    )
    given_by = forms.ChoiceField(
        label=_("Quién lo dijo"),
        choices=GivenBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija quién lo dijo.")},
    )
    explained = forms.ChoiceField(
        label=_("Cómo se le explicó"),
        choices=Explained.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija cómo se le explicó.")},
    )


class DecisionForm(StaffForm):
    """One step. ``after`` is the decision shown; what a step does not use is not asked."""

    after = forms.UUIDField(widget=forms.HiddenInput, required=False)
    ground = forms.ChoiceField(
        label=_("En qué se apoya"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija en qué se apoya este paso.")},
    )
    evidence = forms.ChoiceField(
        label=_("Registro o archivo de la ficha en que se apoya"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija un registro o archivo de esta ficha.")},
    )
    decided_on = forms.DateField(
        label=_("Fecha de la decisión"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Escriba la fecha de la decisión.")},
    )
    reasons = forms.CharField(
        label=_("Razones"),
        help_text=_("Quedan selladas: las lee su equipo y quien ella permita."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_REASONS,
        required=False,
        error_messages={
            "required": _("Escriba las razones: la persona tiene derecho a conocerlas.")
        },
    )
    review_on = forms.DateField(
        label=_("Fecha para revisarla"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        status: str,
        reason_required: bool,
        evidence: Iterable[Evidence] | None,
        reasoned: bool,
        **kwargs: Any,
    ) -> None:
        """``evidence``: what may be chosen, or None when the step asks for none."""
        super().__init__(*args, **kwargs)
        self.status = status
        grounds = [Ground(each) for each in GROUNDS[Status(status)]]
        self._list("ground", [(each.value, each.label) for each in grounds], reason_required)
        self.fields["reasons"].required = reasoned
        if evidence is None:
            del self.fields["evidence"]
            return
        offered = [(str(each.public_id), f"{each.label}, {each.on:%Y-%m-%d}") for each in evidence]
        self._list("evidence", offered, True)

    def _list(self, name: str, choices: list[tuple[str, Any]], required: bool) -> None:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        field.choices = choices
        field.required = required

    def decision(self, *, today: date) -> DecisionFields:
        said = self.cleaned_data
        return DecisionFields(
            status=self.status,
            decided_on=said.get("decided_on") or today,
            ground=said["ground"],
            reasons=said["reasons"],
            review_on=said["review_on"],
            evidence=UUID(said["evidence"]) if said.get("evidence") else None,
        )


def add_errors(form: StaffForm, error: ValidationError) -> None:
    """Put a service's refusal beside its field, or above all when the form does not have it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, several in error.error_dict.items():
        for one in several:
            form.add_error(name if name in form.fields else None, one)
