"""Codes said in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.cases.choices import ContactChannel
from amparo.kernel import places
from amparo.kernel.reference import MISSING_CODES, code_list
from amparo.kernel.workflow import machine
from amparo.persons.public import AgeGroup, MayContact


def language() -> str:
    return get_language() or "es"


def code_words(scheme: str, code: str) -> str:
    """A code's label; a code that the list no longer has is shown as it is."""
    known = code_list(scheme)
    return known.label(code, language()) if code in known else code


def codes_words(scheme: str, codes: Iterable[str]) -> str:
    return ", ".join(code_words(scheme, code) for code in codes)


def place_words(code: str) -> str:
    """A country, a first-level unit or a way of not knowing, by its code."""
    if not code or code in MISSING_CODES:
        return code_words("sex", code or MISSING_CODES[0])  # every list says absence alike
    try:
        found = places.admin1(code) if "-" in code else places.country(code)
    except places.UnknownPlace:
        return code
    return places.label(found, language())


def countries_words(codes: Iterable[str]) -> str:
    return ", ".join(place_words(code) for code in codes)


def state_words(code: str) -> str:
    """The label of a state of the case workflow."""
    return machine("case").state(code).label.in_(language())


def hours_words(hours: Sequence[int]) -> str:
    """[9, 10, 11, 18] → "9 a 12 h, 18 a 19 h"; any hour when the list is empty."""
    if not hours:
        return _("a cualquier hora")
    spans: list[list[int]] = []
    for hour in sorted(set(hours)):
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    return ", ".join(_("%(first)d a %(last)d h") % {"first": a, "last": b} for a, b in spans)


def answer_title(name: str) -> str:
    """What a coded answer of a person is called."""
    own = {
        "age_group": _("Edad"),
        "may_contact": _("Contacto"),
        "contact_channels": _("Por dónde"),
        "contact_hours": _("A qué horas"),
        "language": _("Idioma"),
        "nationalities": _("Nacionalidades"),
        "residence": _("Dónde vivía"),
    }
    return own[name] if name in own else code_list(name).title.in_(language())


def answer_words(name: str, value: Any) -> str:
    """A coded answer of a person in words; "" when there is none."""
    if value in ("", []):
        return ""
    say = {
        "age_group": lambda: str(AgeGroup(value).label),
        "may_contact": lambda: str(MayContact(value).label),
        "contact_channels": lambda: ", ".join(str(ContactChannel(one).label) for one in value),
        "contact_hours": lambda: hours_words(value),
        "nationalities": lambda: countries_words(value),
        "residence": lambda: place_words(value),
    }
    return say[name]() if name in say else code_words(name, value)
