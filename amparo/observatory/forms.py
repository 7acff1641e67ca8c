"""Parsing of a free cut: a form sent with GET, so that its address repeats the same question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.kernel.ui.forms import StaffForm
from amparo.observatory.cuts import COLUMNS, MOST_COLUMNS, YEAR_COLUMNS
from amparo.observatory.wording import COLUMN_WORDS, choices

# The conditions that most questions use; the rest stand behind a fold of the page.
USUAL = ("year", "status", "modality", "sex", "age_group")
BY = tuple(f"by_{position}" for position in range(1, MOST_COLUMNS + 1))
BY_WORDS = (_("Contar por"), _("y por"), _("y además por"), _("y también por"))


class CutForm(StaffForm):
    """Up to four columns to count by, and at most one condition on each column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        for name, label in zip(BY, BY_WORDS, strict=True):
            self.fields[name] = _choice(label, list(COLUMN_WORDS.items()), _("Ninguna"))
        for column in COLUMNS:
            self.fields[column] = _condition(column, language)

    @property
    def by(self) -> list[str]:
        """Columns to count by, in the order chosen."""
        return [self.cleaned_data[name] for name in BY if self.cleaned_data[name]]

    @property
    def where(self) -> dict[str, str]:
        """Conditions by column."""
        return {name: self.cleaned_data[name] for name in COLUMNS if self.cleaned_data[name]}

    def columns_asked(self) -> list[forms.BoundField]:
        return [self[name] for name in BY]

    def usual_conditions(self) -> list[forms.BoundField]:
        return [self[name] for name in USUAL]

    def other_conditions(self) -> list[forms.BoundField]:
        return [self[name] for name in COLUMNS if name not in USUAL]

    def uses_other_conditions(self) -> bool:
        """Whether the fold must be open: something in it was chosen or is wrong."""
        return any(bound.value() or bound.errors for bound in self.other_conditions())


def _choice(label: Any, options: list[tuple[str, Any]], nothing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", nothing), *options],
        required=False,
        error_messages={"invalid_choice": _("Elija una opción de la lista.")},
    )


def _condition(column: str, language: str) -> forms.Field:
    label: Any = COLUMN_WORDS[column]
    if options := choices(column, language):
        return _choice(label, list(options), _("Sin condición"))
    if column in YEAR_COLUMNS:
        return forms.RegexField(
            r"\A[0-9]{4}\Z",
            label=label,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": _("Escriba el año con cuatro cifras. Ejemplo: 2031")},
        )
    return forms.CharField(
        label=label,
        required=False,
        max_length=10,
        help_text=_("Código ISO 3166-2. Ejemplo: CR-SJ"),
    )
