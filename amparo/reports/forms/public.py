"""The public walk's form and the mailbox's forms. Only the narrative is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.reference import code_list, country_choices
from amparo.reports.choices import Danger
from amparo.reports.forms.fields import WordsField
from amparo.reports.services.intake import UNDETERMINED
from amparo.reports.text import cleaned

SAFETY, URGENT, STORY, PLACE, REVIEW = "seguridad", "urgente", "relato", "lugar", "revisar"
STEPS = (SAFETY, URGENT, STORY, PLACE, REVIEW)
FIELDS_OF = {
    SAFETY: ("danger", "country"),
    URGENT: (),
    STORY: ("narrative",),
    PLACE: ("place", "when", "modality"),
    REVIEW: (),
}

DANGER_HINTS = {
    Danger.YES: _("Su mensaje pasa primero."),
    Danger.NO: _("Se lee en el orden en que llega."),
    Danger.UNSURE: _("Lo tratamos como urgente hasta saber más."),
}


class ReportForm(forms.Form):
    """Everything that may be told, whatever step is being shown."""

    use_required_attribute = False

    danger = forms.ChoiceField(required=False, choices=Danger.choices, widget=forms.RadioSelect)
    country = forms.ChoiceField(
        required=False,
        label=_("¿En qué país ocurre?"),
        help_text=_("Decide qué números de emergencia se muestran y quién recibe el mensaje."),
    )
    narrative = WordsField(
        label=_("¿Qué pasó o qué vio?"),
        help_text=_(
            "Con sus palabras y en el orden que quiera. Es la única pregunta obligatoria. "
            "No hace falta que dé su nombre ni el de nadie."
        ),
        error_messages={"required": _("Escriba qué pasó, aunque sea una frase.")},
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    place = WordsField(
        required=False,
        label=_("¿Dónde ocurre?"),
        help_text=_("Un barrio, una calle, un negocio, una página de internet: lo que sepa."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    when = WordsField(
        required=False,
        label=_("¿Cuándo ocurrió, o desde cuándo ocurre?"),
        help_text=_("Un día, un año o algo como «antes de la lluvia»."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    modality = forms.ChoiceField(
        required=False,
        label=_("¿A qué se parece?"),
        help_text=_("Puede dejarlo sin contestar: lo decide después una persona del equipo."),
        widget=forms.RadioSelect,
    )
    asks_help = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: str = "", **kwargs: Any) -> None:
        """``step``: ask, and check, only the fields of that step; "" means all of them."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        self.fields["country"].choices = [("", _("No lo sé")), *country_choices(language)]  # type: ignore[attr-defined]  # stubs type every field alike
        modalities = code_list("modality").choices(language)
        self.fields["modality"].choices = [  # type: ignore[attr-defined]  # same
            *(choice for choice in modalities if choice[0] != UNDETERMINED),
            (UNDETERMINED, _("No lo sé")),
        ]
        self._word_for(asks_help=bool(self["asks_help"].value()))
        for name in list(self.fields) if step else []:
            if name not in FIELDS_OF[step]:
                del self.fields[name]

    def _word_for(self, *, asks_help: bool) -> None:
        """Who asks for help is asked about herself; nobody has to say who she is."""
        danger, narrative = self.fields["danger"], self.fields["narrative"]
        danger.choice_hints = DANGER_HINTS  # type: ignore[attr-defined]  # read by `{% field %}`
        danger.label = _("¿Hay alguien en peligro ahora mismo?")
        danger.help_text = _(
            "Peligro es, por ejemplo: golpes o amenazas, una persona encerrada, una niña o un niño "
            "solo, un traslado que va a ocurrir hoy."
        )
        if asks_help:
            danger.label = _("¿Usted o alguien con usted está en peligro ahora mismo?")
            narrative.label = _("¿Qué necesita, o qué le está pasando?")
            self.fields["place"].label = _("¿Dónde está, si quiere decirlo?")


def typed_in(post: Any) -> dict[str, str]:
    """What came for each field, harmless to show again."""
    return {name: cleaned(post.get(name, "")) for name in ReportForm.base_fields}


def step_of(field: str) -> str:
    """The step on which a field is asked."""
    return next((step for step, fields in FIELDS_OF.items() if field in fields), SAFETY)


class CodeForm(forms.Form):
    """A receipt, as digits or as words."""

    use_required_attribute = False

    code = forms.CharField(
        required=False,
        label=_("Su código"),
        help_text=_(
            "Los veinte números, o los seis números y las ocho palabras. No importan los espacios, "
            "los guiones, las mayúsculas ni los acentos."
        ),
        widget=forms.TextInput(
            attrs={
                "class": "input--code",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class MessageForm(forms.Form):
    """A new message of whoever reported."""

    use_required_attribute = False

    text = WordsField(
        label=_("Su mensaje"),
        help_text=_("Lo lee solo el equipo de recepción. No escriba su nombre si no quiere darlo."),
        error_messages={"required": _("Escriba su mensaje.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
