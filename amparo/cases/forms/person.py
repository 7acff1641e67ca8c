"""What is asked about a person, in three groups that the register page and the edit pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.cases.choices import ContactChannel
from amparo.cases.forms.fields import (
    CountriesField,
    HoursField,
    choices_of,
    coded,
    one_of,
    residence_choices,
    words,
)
from amparo.cases.forms.versioned import VersionedForm
from amparo.kernel.access.actor import Actor
from amparo.kernel.ui.forms import PartialDateField, StaffForm
from amparo.persons.public import AgeGroup, Basis, MayContact, PersonFields

REACHABLE = (MayContact.YES, MayContact.ONLY_THROUGH)
CONTACT = ("may_contact", "contact_channels", "contact_hours")
PROFILE = (
    "language sex gender age_band nationalities skin_colour ethnicity education income residence "
    "disability"
).split()


class ContactAnswers(StaffForm):
    """Whether and how she may safely be contacted; nothing is selected beforehand."""

    may_contact = one_of(
        _("¿Se la puede contactar sin ponerla en peligro?"),
        MayContact.choices,
        _("Elija si se la puede contactar; si no se sabe, dígalo así."),
        help_text=_("Se pregunta antes que nada para no llamar a un teléfono vigilado."),
    )
    contact_channels = forms.MultipleChoiceField(
        label=_("Por dónde"),
        choices=ContactChannel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_hours = HoursField(
        label=_("A qué horas"),
        required=False,
        help_text=_("Por ejemplo: 9 a 12, 18 a 20. Vacío: a cualquier hora."),
    )
    contact_note = words(
        _("Cómo exactamente"),
        help_text=_("Teléfono, persona intermediaria, palabra acordada. Queda sellado."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        how = given.get("contact_channels") or given.get("contact_note")
        if given.get("may_contact") in REACHABLE and not how:
            raise ValidationError(
                {"contact_channels": _("Marque por dónde, o escriba cómo exactamente.")}
            )
        return given


class ProfileAnswers(StaffForm):
    """Language and the coded variables: unknown, not asked and declined are three answers."""

    language = forms.ChoiceField(
        label=_("Idioma en que habla mejor"),
        choices=choices_of("language", blank=True),
        required=False,
    )
    sex = coded("sex")
    gender = coded("gender")
    age_band = coded("age_band")
    nationalities = CountriesField(
        label=_("Nacionalidades"),
        required=False,
        max_length=300,
        help_text=_("Los países, separados por comas. Vacío: no se preguntó."),
    )
    skin_colour = coded("skin_colour")
    ethnicity = coded("ethnicity")
    education = coded("education")
    income = coded("income")
    residence = forms.ChoiceField(
        label=_("Dónde vivía"), required=False, initial="not_asked", choices=[]
    )
    disability = coded("disability")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        residence = cast(forms.ChoiceField, self.fields["residence"])
        residence.choices = residence_choices(actor.country)


class IdentityAnswers(StaffForm):
    """Who she is; all of it may stay unknown and all of it is sealed."""

    name = words(_("Nombre"))
    known_as = words(
        _("Cómo quiere que le digan"), help_text=_("Y en qué género: por ejemplo, en femenino.")
    )
    birth = PartialDateField(
        label=_("Nacimiento"),
        required=False,
        help_text=_("Lo que se sepa: 14/03/2005, 2005, 2004 - 2006, antes de 2008."),
    )
    document = words(_("Documento"))
    address = words(_("Dónde está ahora"), help_text=_("Solo si hace falta para atenderla."))


class RegisterForm(ContactAnswers, ProfileAnswers, IdentityAnswers):
    """Three answers and how to reach her; the rest only if it came up."""

    age_group = one_of(_("¿Qué edad tiene?"), AgeGroup.choices, _("Elija un grupo de edad."))
    basis = one_of(
        _("¿Por qué se puede guardar esta ficha?"),
        [choice for choice in Basis.choices if choice[0] != Basis.LEGACY],
        _("Elija en qué se apoya la ficha."),
    )
    basis_note = words(
        _("Cuál es el interés vital y quién lo valoró"),
        help_text=_("Solo si eligió interés vital: una frase basta."),
    )
    from_report = forms.UUIDField(required=False, widget=forms.HiddenInput)
    distinct = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def fields_to_open(self) -> PersonFields:
        given = self.cleaned_data
        sealed = (*IdentityAnswers.base_fields, "contact_note", "basis_note")
        return PersonFields(
            age_group=given["age_group"],
            basis=given["basis"],
            may_contact=given["may_contact"],
            coded=answers(given, (*CONTACT[1:], *PROFILE)),
            words={name: given[name].strip() for name in sealed if given[name].strip()},
        )


class EditContactForm(VersionedForm, ContactAnswers):
    address = words(_("Dónde está ahora"), help_text=_("Solo si hace falta para atenderla."))


class EditProfileForm(VersionedForm, ProfileAnswers):
    age_group = one_of(_("¿Qué edad tiene?"), AgeGroup.choices, _("Elija un grupo de edad."))


class EditIdentityForm(VersionedForm):
    """What is written replaces; what is left empty stays, so that a name need not be shown."""

    name = words(_("Nombre"))
    known_as = words(_("Cómo quiere que le digan"))
    birth = PartialDateField(
        label=_("Nacimiento"), required=False, help_text=_("Lo que se sepa: 14/03/2005, 2005…")
    )
    document = words(_("Documento"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(name) for name in ("name", "known_as", "birth", "document")):
            raise ValidationError(_("Escriba lo que cambia; lo que deje vacío sigue como está."))
        return given


def answers(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The coded answers that the form had; an emptied select means that nobody asked."""
    free = ("language", "nationalities", "contact_channels", "contact_hours")
    return {
        name: given[name] if name in free else given[name] or "not_asked"
        for name in names
        if name in given
    }
