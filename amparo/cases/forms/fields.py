"""Fields that several forms share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from amparo.cases.wording import hours_words, language, place_words
from amparo.kernel import places
from amparo.kernel.reference import MISSING_CODES, code_list

Choices = list[Any]
LONGEST_TEXT = 20_000
HOURS_IN_DAY = 24
# "9 a 12", "9-12", "9 to 12 h", "9 à 12": as the four languages write it, and as we show it.
HOUR_SPAN = re.compile(r"^(\d{1,2})(?:\s*(?:-|–|a|à|to)\s*(\d{1,2}))?\s*h?$")


def choices_of(scheme: str, *, blank: bool = False) -> Callable[[], Choices]:
    """Choices of a code list in the language of the page, asked anew for every form."""

    def listed() -> Choices:
        found: Choices = list(code_list(scheme).choices(language()))
        return [("", "—"), *found] if blank else found

    return listed


def coded(scheme: str) -> forms.ChoiceField:
    """One answer of a code list; nobody having asked is where it starts."""
    return forms.ChoiceField(
        label=title_of(scheme), choices=choices_of(scheme), initial="not_asked", required=False
    )


def several(scheme: str, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices_of(scheme),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def one_of(label: Any, choices: Any, error: Any, **kwargs: Any) -> forms.ChoiceField:
    """Radio buttons with nothing selected beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": error},
        **kwargs,
    )


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A day: browsers write it as ISO; whoever types it may put the day first."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    formats = ["%Y-%m-%d", "%d/%m/%Y"]
    return forms.DateField(label=label, widget=widget, input_formats=formats, **kwargs)


def whole_characters(text: str) -> None:
    """Refuse halves of characters, which a program may send and nothing can store."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError(_("Hay un carácter partido: escríbalo otra vez."))


def words(label: Any, *, help_text: Any = "", rows: int = 0, **kwargs: Any) -> forms.CharField:
    """A short line, or a box of ``rows`` lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    widget.attrs["autocomplete"] = "off"
    kwargs.setdefault("required", False)
    kwargs.setdefault("max_length", LONGEST_TEXT if rows else 200)
    kwargs.setdefault("validators", [whole_characters])
    return forms.CharField(label=label, help_text=help_text, widget=widget, **kwargs)


def _title(scheme: str) -> str:
    return code_list(scheme).title.in_(language())


title_of: Any = lazy(_title, str)  # said when it is shown, in the language of the page


class CountriesField(forms.CharField):
    """Countries as people write them, with commas between; its value is a list of alpha-2 codes."""

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        found = {name: places.country_by_any(name) for name in names}
        unknown = [name for name, country in found.items() if country is None]
        if unknown:
            raise ValidationError(
                _("No conocemos el país «%(name)s»: revise cómo está escrito.")
                % {"name": unknown[0]}
            )
        return sorted({country.alpha2 for country in found.values() if country is not None})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(place_words(code) for code in value) if isinstance(value, list) else value


class HoursField(forms.CharField):
    """Hours of the day as "9 a 12, 18 a 20"; its value is the list of hours that begin safely."""

    def clean(self, value: Any) -> Any:
        hours: set[int] = set()
        for span in re.split(r"[,;]|\by\b", super().clean(value).replace("h", "")):
            if span.strip():
                hours |= self._hours_of(span.strip())
        return sorted(hours)

    def prepare_value(self, value: Any) -> Any:
        return (hours_words(value) if value else "") if isinstance(value, list) else value

    def _hours_of(self, span: str) -> set[int]:
        match = HOUR_SPAN.match(span)
        first, last = (int(match[1]), int(match[2] or int(match[1]) + 1)) if match else (0, 0)
        if not 0 <= first < last <= HOURS_IN_DAY:
            raise ValidationError(_("Escriba las horas así: 9 a 12, 18 a 20."))
        return set(range(first, last))


def residence_choices(country: str) -> Choices:
    """Ways of not knowing, the units of one country, and every other country."""
    absent = [(code, code_list("sex").label(code, language())) for code in MISSING_CODES]
    units = [(unit.code, places.label(unit, language())) for unit in places.admin1_of(country)]
    others = [
        (each.alpha2, places.label(each, language()))
        for each in places.countries()
        if each.alpha2 != country or not units
    ]
    others.sort(key=lambda choice: places.fold(choice[1]))
    here = place_words(country) if country else ""
    groups: Choices = [*absent]
    if units:
        groups.append((here, units))
    return [*groups, (_("Otro país"), others)]


def country_choices() -> Choices:
    """Every country, in the order of the language of the page."""
    named = [(each.alpha2, places.label(each, language())) for each in places.countries()]
    return [("", "—"), *sorted(named, key=lambda choice: places.fold(choice[1]))]
