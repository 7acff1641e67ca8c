"""Group intake: the sitting itself, its quick rows and the joining of two cards."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amparo.cases.choices import AgreedTo
from amparo.cases.forms.fields import choices_of, residence_choices, words
from amparo.cases.services.sittings import CardRow
from amparo.kernel.access.actor import Actor
from amparo.kernel.reference import MISSING_CODES
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import AgeGroup, Basis, MayContact

BASES = [choice for choice in Basis.choices if choice[0] in (Basis.CONTACT, Basis.CHILD_PROTECTION)]


class SittingForm(StaffForm):
    """How many cards, and where in general."""

    cards = forms.IntegerField(
        label=_("Cuántas personas, aproximadamente"),
        min_value=1,
        max_value=999,
        help_text=_("Se imprime una tarjeta con número por persona. Pueden sobrar."),
        error_messages={"required": _("Escriba cuántas tarjetas hacen falta.")},
    )
    place = forms.ChoiceField(
        label=_("Zona"), required=False, help_text=_("Nunca la dirección."), choices=[]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [each for each in residence_choices(actor.country) if each[0] not in MISSING_CODES]
        self.fields["place"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]  # a choice field


class RowForm(StaffForm):
    """One card in one line: whole or not at all."""

    age_group = forms.ChoiceField(
        label=_("Edad"),
        choices=[("", "—"), *AgeGroup.choices],
        error_messages={"required": _("Elija la edad.")},
    )
    may_contact = forms.ChoiceField(
        label=_("¿Contactarla?"),
        choices=[
            ("", "—"),
            (MayContact.NO, MayContact.NO.label),
            (MayContact.UNKNOWN, MayContact.UNKNOWN.label),
            (MayContact.YES, _("Sí, en persona")),
        ],
        error_messages={"required": _("Elija si se la puede contactar.")},
    )
    basis = forms.ChoiceField(label=_("Base"), choices=BASES, initial=Basis.CONTACT)
    known_as = words(_("Le dicen"))
    language = forms.ChoiceField(
        label=_("Idioma"), choices=choices_of("language", blank=True), required=False
    )
    companions = words(_("Viene con (tarjetas)"))
    agreed = forms.MultipleChoiceField(
        label=_("Dio su acuerdo a"),
        choices=AgreedTo.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, card: int, **kwargs: Any) -> None:
        self.card = card
        super().__init__(*args, prefix=f"t{card}", empty_permitted=True, **kwargs)

    def clean_companions(self) -> list[int]:
        said = re.split(r"[\s,;y]+", self.cleaned_data["companions"].strip())
        numbers = [part for part in said if part]
        if any(not part.isdecimal() for part in numbers):
            raise ValidationError(_now("Escriba números de tarjeta separados por comas."))
        return sorted({int(part) for part in numbers})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("basis") == Basis.CONTACT and AgreedTo.FILE not in given.get("agreed", []):
            raise ValidationError(
                {
                    "agreed": _now(
                        "Sin su acuerdo no se guarda su ficha; la ayuda no depende de eso."
                    )
                }
            )
        return given

    @property
    def row(self) -> CardRow:
        return CardRow(card=self.card, **self.cleaned_data)


class JoinForm(StaffForm):
    """Two cards of one person; the first keeps its file."""

    kept = forms.IntegerField(label=_("Tarjeta que queda"), min_value=1, max_value=999)
    joined = forms.IntegerField(label=_("Tarjeta que se une a ella"), min_value=1, max_value=999)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class JoinFileForm(StaffForm):
    """Another file of the same person, by its code name."""

    code_name = words(
        _("Nombre en clave de la otra ficha"),
        required=True,
        error_messages={"required": _("Escriba el nombre en clave de la otra ficha.")},
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
