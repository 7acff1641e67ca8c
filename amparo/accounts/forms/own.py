"""Forms of the owner of an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.identity.models import User
from amparo.kernel.ui.forms import StaffForm

# Read by browsers and by password managers; nothing here is offered again on a shared computer.
NEW, CODE, OFF = "new-password", "one-time-code", "off"


def secret(label: Any, hint: Any = "", complete: str = NEW) -> forms.CharField:
    """A masked field: pasted into freely, never filled by the browser of a shared computer."""
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, help_text=hint, widget=widget, strip=False, max_length=256)


class NewPassphraseForm(StaffForm):
    """Her own passphrase in the place of the one on paper."""

    password1 = secret(
        _("Contraseña nueva"), _("Doce letras o más. Cuatro palabras sin relación sirven bien.")
    )
    password2 = secret(_("La nueva, otra vez"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1", ""), cleaned.get("password2", "")
        if first and second and first != second:
            self.add_error("password2", _("No es igual a la primera. Escríbala otra vez."))
        elif first:
            try:
                validate_password(first, self._user)
            except ValidationError as error:
                self.add_error("password1", error)
            if self._user.check_password(first):
                self.add_error("password1", _("Es la del papel. Escriba una que solo usted sepa."))
        return cleaned


class CodeForm(StaffForm):
    """One code of a card."""

    code = forms.CharField(
        label=_("Código de la tarjeta"),
        help_text=_("La casilla y sus seis números, por ejemplo B4 482 915."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": OFF, "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CardEntryForm(CodeForm):
    """Account, passphrase and code at once: the way in that no waiting time closes."""

    login = forms.CharField(
        label=_("Cuenta"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": OFF, "spellcheck": "false"}),
    )
    password = secret(_("Contraseña"), complete="current-password")
    field_order = ("login", "password", "code")
