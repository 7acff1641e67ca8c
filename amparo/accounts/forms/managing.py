"""Forms of an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amparo.accounts.choices import ClosingReason
from amparo.accounts.errors import ScanNotAccepted
from amparo.accounts.permissions import roles_at
from amparo.accounts.querysets import managed_organisations
from amparo.accounts.receiving import named
from amparo.accounts.services.opening import (
    LONGEST_DAYS,
    SCAN_LIMIT_BYTES,
    AccountFields,
    kind_of_scan,
)
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.ui.forms import StaffForm

FILTERS = [
    ("", _("Todas las abiertas")),
    ("ending", _("Terminan en 30 días")),
    ("factorless", _("Sin segundo paso")),
    ("letterless", _("Sin carta")),
    ("waiting", _("Esperan una segunda firma")),
    ("suspended", pgettext_lazy("accounts", "Suspendidas")),
    ("closed", pgettext_lazy("accounts", "Cerradas")),
]


def role_label(role: Role) -> str:
    names = matrix()[role].label
    return names.get((get_language() or "es")[:2], names["es"])


def day_field(label: Any, hint: Any = "", **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=widget,
        error_messages={"invalid": _("Escriba la fecha como 2027-03-31.")},
        **kwargs,
    )


def desks_of(actor: Actor) -> list[Desk]:
    """The desks of her institutions, hers first."""
    there = Desk.objects.filter(organisation__in=managed_organisations(actor))
    listed = there.select_related("organisation")
    return sorted(
        listed, key=lambda desk: (desk.organisation_id != actor.organisation_id, str(desk))
    )


class FilterForm(forms.Form):
    """What the list shows; everything is optional."""

    estado = forms.ChoiceField(label=_("Cuáles"), choices=FILTERS, required=False)
    mesa = forms.ChoiceField(label=_("Mesa"), required=False)
    funcion = forms.ChoiceField(label=_("Función"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        desks = desks_of(actor)
        roles = sorted({role for desk in desks for role in roles_at(desk.organisation)})
        _choose(self, "mesa", [("", _("Todas")), *[(str(d.public_id), str(d)) for d in desks]])
        _choose(self, "funcion", [("", _("Todas")), *[(r.value, role_label(r)) for r in roles]])


class LetterForm(StaffForm):
    """The institution's letter."""

    letter_number = forms.CharField(
        label=_("Número de la carta"),
        help_text=_("El de la carta en que la institución pide la cuenta."),
        max_length=60,
    )
    letter_on = day_field(_("Fecha de la carta"))


class OpenAccountForm(LetterForm):
    """A new account on a letter."""

    display_name = forms.CharField(
        label=_("Nombre de la persona"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("Nombre de cuenta"),
        help_text=_("Con él entra. Letras minúsculas sin tilde, cifras y guiones."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    desk = forms.ChoiceField(label=_("Mesa"))
    role = forms.ChoiceField(label=_("Función"))
    since_on = day_field(_("Desde"))
    until_on = day_field(_("Hasta"), _("Un año como mucho; después se prorroga con otra carta."))
    vetting_note = forms.CharField(
        label=_("Qué se comprobó de la persona"),
        help_text=_(
            "Antecedentes, referencias, entrevista. Queda sellado: lo lee la administración."
        ),
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        required=False,
        max_length=4000,
    )
    scan = forms.FileField(
        label=_("La carta"), help_text=_("PDF, JPEG o PNG de 2 MB como mucho."), required=False
    )

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(
            since_on=on, until_on=on + timedelta(days=LONGEST_DAYS - 1)
        )
        super().__init__(*args, **kwargs)
        self._desks = {str(desk.public_id): desk for desk in desks_of(actor)}
        roles = sorted({r for desk in self._desks.values() for r in roles_at(desk.organisation)})
        _choose(self, "desk", [(key, str(desk)) for key, desk in self._desks.items()])
        _choose(self, "role", sorted(((r.value, role_label(r)) for r in roles), key=lambda c: c[1]))
        self.order_fields(
            (
                "display_name username desk role letter_number letter_on scan since_on until_on "
                "vetting_note"
            ).split()
        )

    def clean_username(self) -> str:
        typed = str(self.cleaned_data["username"]).strip().lower()
        if typed != slugify(typed):
            raise forms.ValidationError(
                _("Lleva solo letras minúsculas sin tilde, cifras y guiones.")
            )
        return typed

    def clean_scan(self) -> bytes:
        sent = self.cleaned_data["scan"]
        if not sent:
            return b""
        content: bytes = sent.read(SCAN_LIMIT_BYTES + 1)
        try:
            kind_of_scan(content)
        except ScanNotAccepted as refusal:
            raise forms.ValidationError(refusal.messages) from refusal
        return content

    @property
    def fields_given(self) -> AccountFields:
        given = dict(self.cleaned_data)
        given["desk"], given["role"] = self._desks[given["desk"]], Role(given["role"])
        return AccountFields(**given)


class ExtendForm(LetterForm):
    """A new term on a new letter."""

    until_on = day_field(_("Hasta"), _("Un año como mucho."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(StaffForm):
    """Why, and who receives the teams."""

    reason = forms.ChoiceField(label=_("Por qué"), choices=ClosingReason, widget=forms.RadioSelect)
    successor = forms.ChoiceField(label=_("Quién recibe sus equipos"), required=False)

    def __init__(self, *args: Any, colleagues: list[Membership], leads: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = {str(one.public_id): one for one in colleagues}
        if leads:
            _choose(self, "successor", successor_choices(colleagues))
            self.fields["successor"].required = True
        else:
            del self.fields["successor"]

    @property
    def receiver(self) -> Membership | None:
        return self._colleagues.get(self.cleaned_data.get("successor", ""))


class ChooseForm(StaffForm):
    """Which accounts are closed together."""

    organisation = forms.ChoiceField(label=_("Institución"))
    desks = forms.MultipleChoiceField(
        label=_("Mesas"),
        help_text=_("Sin marcar ninguna, todas."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("Funciones"),
        help_text=_("Sin marcar ninguna, todas."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ends_by = day_field(_("Que terminan hasta el"), required=False)
    reason = forms.ChoiceField(label=_("Por qué"), choices=ClosingReason, widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = desks_of(actor)
        self._organisations = {str(one.public_id): one for one in managed_organisations(actor)}
        self._desks = {str(desk.public_id): desk for desk in desks}
        roles = sorted({r for desk in desks for r in roles_at(desk.organisation)}, key=role_label)
        _choose(self, "organisation", [(k, one.name) for k, one in self._organisations.items()])
        _choose(self, "desks", [(key, str(desk)) for key, desk in self._desks.items()])
        _choose(self, "roles", [(role.value, role_label(role)) for role in roles])

    @property
    def institution(self) -> Organisation:
        return self._organisations[self.cleaned_data["organisation"]]

    @property
    def desks_chosen(self) -> tuple[int, ...]:
        return tuple(self._desks[key].pk for key in self.cleaned_data["desks"])


class ImportForm(StaffForm):
    """A file with one account per row."""

    file = forms.FileField(label=_("Archivo CSV"), help_text=_("200 cuentas como mucho."))


def successor_choices(colleagues: Iterable[Membership]) -> list[tuple[str, Any]]:
    return [("", _("Elija a una persona")), *[(str(c.public_id), named(c)) for c in colleagues]]


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
