"""Forms of her door: coming in, opening it with her team, and what she says."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.ui.forms import StaffForm
from amparo.ownfile.choices import ClosingReason, WordKind
from amparo.ownfile.phrases import LONGEST
from amparo.persons.public import ShareField

QUIET = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class EnterForm(forms.Form):
    """A code of six digits and her phrase."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Su código"),
        help_text=_("Seis números."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={**QUIET, "inputmode": "numeric"}),
    )
    phrase = forms.CharField(
        label=_("Su frase"),
        help_text=_("Da igual con mayúsculas, tildes o sin ellas."),
        max_length=LONGEST,
        required=False,
        widget=forms.PasswordInput(attrs=QUIET),
    )


class SayForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Qué quiere decirnos"),
        choices=WordKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija una de las tres.")},
    )
    text = forms.CharField(
        label=_("Con sus palabras"),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        max_length=20_000,
        error_messages={"required": _("Escriba algo antes de enviarlo.")},
    )


class HideForm(forms.Form):
    """A part, and the institution that stops seeing it."""

    use_required_attribute = False
    institution = forms.ChoiceField(
        label=_("De quién"),
        choices=[],
        error_messages={"required": _("Elija de qué institución.")},
    )
    part = forms.ChoiceField(
        label=_("Qué parte"),
        choices=[("", "—"), *ShareField.choices],
        error_messages={"required": _("Elija qué parte.")},
    )

    def __init__(self, *args: Any, institutions: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", "—"), *((str(key), name) for key, name in institutions)]
        cast(forms.ChoiceField, self.fields["institution"]).choices = listed


class OpenForm(StaffForm):
    """Filled beside her; the two phrases are typed by her."""

    asked = forms.BooleanField(
        label=_("Ella lo pidió"),
        help_text=_("Nadie se lo ofrece como tarea ni como condición."),
        error_messages={"required": _("La puerta se abre solo si ella la pide.")},
    )
    safe = forms.BooleanField(
        label=_("Hablamos de en qué aparato entrará y quién más lo usa"),
        error_messages={"required": _("Háblelo con ella antes de abrirla.")},
    )
    phrase = forms.CharField(
        label=_("Su frase"),
        help_text=_("La escribe ella: cuatro palabras o más que solo ella conozca."),
        max_length=LONGEST,
        error_messages={"required": _("Ella escribe aquí su frase.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    duress = forms.CharField(
        label=_("Frase de peligro"),
        help_text=_(
            "Si alguien la obliga a entrar, con esta frase se ve una página corriente, sin nada "
            "de ella, y ustedes reciben un aviso. Debe empezar de otra manera."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class CloseForm(StaffForm):
    reason = forms.ChoiceField(
        label=_("Por qué se cierra"),
        choices=[one for one in ClosingReason.choices if one[0] != ClosingReason.REPLACED.value],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija por qué se cierra.")},
    )
