"""Forms of one's own key ring. What is typed here is never kept in a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.vault.members import check_passphrase


def _passphrase(label: Any, *, new: bool = False, hint: Any = "") -> forms.CharField:
    """Pasted into freely, and never filled in by the browser of a shared computer."""
    kind = "new-password" if new else "off"
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": kind, "spellcheck": "false"}),
        error_messages={"required": _("Escriba la frase.")},
    )


NEW = _("Al menos 15 letras. Seis palabras sin relación entre sí son fáciles de recordar.")


class OpenForm(StaffForm):
    passphrase = _passphrase(_("Frase de su llavero"))


class NewPassphraseForm(StaffForm):
    """A passphrase and the same again: nobody can give it back to her."""

    passphrase = _passphrase(_("Frase de su llavero"), new=True, hint=NEW)
    passphrase_again = _passphrase(_("La misma frase, otra vez"), new=True)

    def clean_passphrase(self) -> str:
        typed: str = self.cleaned_data["passphrase"]
        try:
            check_passphrase(typed)
        except ValidationError as weak:
            raise ValidationError(weak.message_dict["passphrase"]) from None
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, second = given.get("passphrase"), given.get("passphrase_again")
        if first and second and first != second:
            self.add_error("passphrase_again", _("No es igual a la primera. Escríbala otra vez."))
        return given


class StartAgainForm(NewPassphraseForm):
    sure = forms.BooleanField(
        label=_("Entiendo que mi llavero nuevo no abre nada hasta que alguien me deje entrar."),
        error_messages={"required": _("Marque que lo entiende.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].label = _("Frase nueva de su llavero")


class ChangeForm(NewPassphraseForm):
    """The old one, and the new one twice."""

    fresh = _passphrase(_("Frase nueva"), new=True, hint=NEW)
    fresh_again = _passphrase(_("La frase nueva, otra vez"), new=True)
    passphrase_again = None  # type: ignore[assignment]  # Django's way to leave a field out
    field_order = ("passphrase", "fresh", "fresh_again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].help_text = ""

    def clean_passphrase(self) -> str:
        typed: str = self.cleaned_data["passphrase"]
        return typed

    def clean_fresh(self) -> str:
        typed: str = self.cleaned_data["fresh"]
        try:
            check_passphrase(typed)
        except ValidationError as weak:
            raise ValidationError(weak.message_dict["passphrase"]) from None
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, second = given.get("fresh"), given.get("fresh_again")
        if first and second and first != second:
            self.add_error("fresh_again", _("No es igual a la nueva. Escríbala otra vez."))
        return given


class HoldForm(StaffForm):
    sure = forms.BooleanField(
        label=_(
            "Lo hablamos en la mesa y entendemos qué se pierde si se pierden todas las frases."
        ),
        error_messages={"required": _("Marque que lo entienden.")},
    )


class RecoveryForm(StaffForm):
    """Who can let somebody in again, and how many of them it takes."""

    trustees = forms.MultipleChoiceField(
        label=_("Personas de confianza"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Nombre al menos a dos personas.")},
    )
    needed = forms.IntegerField(
        label=_("Cuántas hacen falta juntas"),
        min_value=2,
        max_value=20,
        initial=2,
        error_messages={"required": _("Escriba cuántas, dos como mínimo.")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trustees"].choices = people  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        named, needed = given.get("trustees", []), given.get("needed")
        if named and needed and needed > len(named):
            self.add_error("needed", _("No pueden hacer falta más personas de las que nombró."))
        return given
