"""What she allows, and who works with her."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms.fields import choices_of, day, one_of
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import ConsentPurpose, Explained, GivenBy, ShareField, WitnessedBy

DEFAULT_DAYS = 90


class ConsentForm(StaffForm):
    """One permission: to which desk, what for, which parts, until when, how it was explained."""

    desk = forms.ChoiceField(
        label=_("A quién"),
        choices=[],
        error_messages={"required": _("Elija la institución y la mesa.")},
    )
    purpose = one_of(_("Para qué"), ConsentPurpose.choices, _("Elija para qué."))
    fields_allowed = forms.MultipleChoiceField(
        label=_("Qué partes permite ver"),
        choices=ShareField.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marque al menos una parte de su ficha.")},
    )
    expires_on = day(_("Hasta cuándo"))
    given_by = one_of(_("Quién lo dio"), GivenBy.choices, _("Elija quién lo dio."))
    explained = one_of(_("Cómo se le explicó"), Explained.choices, _("Elija cómo se explicó."))
    language = forms.ChoiceField(
        label=_("En qué idioma"),
        choices=choices_of("language", blank=True),
        error_messages={"required": _("Elija el idioma.")},
    )
    witnessed_by = one_of(
        _("Quién más estaba"), WitnessedBy.choices, "", initial="nobody", required=False
    )
    evidence = forms.FileField(
        label=_("Hoja firmada o grabación, si la hay"),
        help_text=_("Se guarda sellada. No hace falta firma si ella no quiere."),
        required=False,
    )
    share_now = forms.BooleanField(
        label=_("Abrir estas partes a esa mesa al guardar"), required=False
    )

    def __init__(self, *args: Any, desks: list[Desk], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks = {str(desk.public_id): desk for desk in desks}
        named = [
            (key, f"{desk.organisation.name} · {desk.name}") for key, desk in self._desks.items()
        ]
        cast(forms.ChoiceField, self.fields["desk"]).choices = [("", "—"), *named]
        self.fields["expires_on"].initial = on + timedelta(days=DEFAULT_DAYS)

    def clean_witnessed_by(self) -> str:
        return self.cleaned_data["witnessed_by"] or WitnessedBy.NOBODY

    def clean_desk(self) -> Desk:
        return self._desks[self.cleaned_data["desk"]]

    @property
    def given(self) -> dict[str, Any]:
        """Arguments of `give_consent`."""
        named = "desk purpose expires_on given_by explained language witnessed_by".split()
        upload = self.cleaned_data["evidence"]
        return {name: self.cleaned_data[name] for name in named} | {
            "fields": self.cleaned_data["fields_allowed"],
            "evidence": (upload.name, upload.read()) if upload else None,
        }


class TeamForm(StaffForm):
    """A colleague of the same institution."""

    colleague = forms.ChoiceField(
        label=_("Colega"),
        choices=[],
        error_messages={"required": _("Elija a quién se suma.")},
    )

    def __init__(self, *args: Any, colleagues: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = {str(each.public_id): each for each in colleagues}
        named = [(key, _colleague(each)) for key, each in self._colleagues.items()]
        cast(forms.ChoiceField, self.fields["colleague"]).choices = [("", "—"), *named]

    def clean_colleague(self) -> Membership:
        return self._colleagues[self.cleaned_data["colleague"]]


def _colleague(membership: Membership) -> str:
    name = membership.user.display_name or membership.user.username
    return f"{name} · {membership.desk.name}"
