"""Events, needs, goals, notes, files, modalities and steps of a case."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amparo.cases.choices import (
    EventKind,
    GoalState,
    NameReason,
    NeedKind,
    NeedState,
    NoteKind,
    reasons_for,
)
from amparo.cases.forms.fields import country_choices, day, one_of, several, words
from amparo.cases.forms.versioned import VersionedForm
from amparo.cases.services import EventFields
from amparo.kernel import places
from amparo.kernel.files.services import LIMIT_BYTES, FileTooLarge
from amparo.kernel.ui.forms import PartialDateField, StaffForm


class EventForm(StaffForm):
    """Part of what happened; only its kind is asked for."""

    kind = one_of(_("Qué parte fue"), EventKind.choices, _("Elija qué parte fue."))
    happened = PartialDateField(
        label=_("Cuándo"),
        required=False,
        help_text=_("Lo que se sepa: 14/03/2021, 2021, 2020 - 2022, antes de 2019."),
    )
    country = forms.ChoiceField(label=_("País"), required=False, choices=country_choices)
    admin1 = words(_("Provincia o departamento"))
    place = words(_("Lugar"), help_text=_("Como ella lo nombra. Queda sellado."))
    leg = forms.IntegerField(
        label=_("Tramo del camino"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("1 es de donde salió; 2, la siguiente parada."),
    )
    acts = several("act", _("Actos"))
    means = several("means", _("Medios"))
    purposes = several("purpose", _("Fines"))
    narrative = words(
        _("Lo que contó"), rows=6, help_text=_("Con sus palabras. No se pregunta dos veces.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("admin1"):
            given["admin1"] = _unit_code(given["admin1"], given.get("country", ""))
        return given

    @property
    def fields_to_keep(self) -> EventFields:
        return EventFields(**self.cleaned_data)


def _unit_code(name: str, country: str) -> str:
    units = places.admin1_of(country)
    for unit in units:
        if places.fold(name) in {places.fold(unit.name_es), places.fold(unit.name_en)}:
            return unit.code
    if not country:
        raise ValidationError({"country": _now("Elija el país de esa provincia o departamento.")})
    known = ", ".join(unit.name_es for unit in units[:12])
    said = _now(
        "No conocemos «%(name)s» en ese país. Escríbalo en «Lugar», o elija entre: %(known)s."
    )
    raise ValidationError({"admin1": said % {"name": name, "known": known}})


class NeedForm(StaffForm):
    kind = one_of(_("Qué necesita"), NeedKind.choices, _("Elija qué necesita."))
    words = words(_("Con sus palabras"), rows=2)


class NeedStateForm(VersionedForm):
    state = one_of(_("Cómo va"), NeedState.choices, _("Elija cómo va."))


class GoalForm(StaffForm):
    words = words(
        _("Meta, con sus palabras"),
        rows=2,
        required=True,
        error_messages={"required": _("Escriba la meta como ella la dijo.")},
    )
    due_on = day(_("Para cuándo"), required=False)


class GoalStateForm(VersionedForm):
    state = one_of(_("Cómo quedó"), GoalState.choices, _("Elija cómo quedó."))


class NoteForm(StaffForm):
    kind = one_of(_("De qué es la nota"), NoteKind.choices, _("Elija de qué es la nota."))
    text = words(
        _("Nota"), rows=5, required=True, error_messages={"required": _("Escriba la nota.")}
    )


class FileForm(StaffForm):
    document = forms.FileField(
        label=_("Archivo"),
        help_text=_("Hasta 20 MB. Se guarda sellado y solo se descarga."),
        error_messages={"required": _("Elija un archivo."), "empty": _("El archivo está vacío.")},
    )

    def __init__(self, *args: Any, dropped: bool = False, **kwargs: Any) -> None:
        """``dropped``: the request was so large that the server let its file go."""
        super().__init__(*args, **kwargs)
        if dropped:
            self.fields["document"].error_messages["required"] = FileTooLarge().message

    def clean_document(self) -> Any:
        sent = self.cleaned_data["document"]
        if (sent.size or 0) > LIMIT_BYTES:
            raise FileTooLarge
        return sent


class ModalitiesForm(VersionedForm):
    modalities = several("modality", _("Modalidades"))


class StepForm(VersionedForm):
    """One step of the workflow, with its reason when the step asks for one."""

    target = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Motivo"), required=False)

    def __init__(self, *args: Any, target: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = reasons_for(target)
        cast(forms.ChoiceField, self.fields["reason"]).choices = [("", "—"), *choices]
        if not choices:
            del self.fields["reason"]


class NameForm(StaffForm):
    """Why the name is needed; the answer is recorded with the reading."""

    reason = one_of(_("¿Para qué necesita el nombre?"), NameReason.choices, _("Elija el motivo."))
