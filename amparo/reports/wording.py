"""Codes said in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.kernel.places import UnknownPlace, admin1, label
from amparo.kernel.reference import code_list, countries
from amparo.reports.choices import ClosingReason, StepReason, TriageReason
from amparo.reports.states import report_machine

REASONS: dict[str, Any] = {
    code: words
    for kind in (TriageReason, StepReason, ClosingReason)
    for code, words in kind.choices
}


def urgency_words(code: str) -> str:
    return code_list("urgency").label(code, _language())


def urgency_name(code: str) -> str:
    """The name of an urgency without its examples, for lists."""
    return urgency_words(code).partition(":")[0].strip()


def modality_words(code: str) -> str:
    return code_list("modality").label(code or "undetermined", _language())


def state_words(code: str) -> str:
    return report_machine().state(code).label.in_(_language())


def reason_words(code: str) -> str:
    """The words of any reason a step may carry; "" for a step without one."""
    return str(REASONS.get(code, code))


def country_words(iso2: str) -> str:
    profile = countries().get(iso2)
    return profile.name.in_(_language()) if profile else _("País sin determinar")


def place_words(code: str) -> str:
    """Name of a first-level unit; "" for none."""
    try:
        return label(admin1(code), _language()) if code else ""
    except UnknownPlace:
        return code


def _language() -> str:
    return get_language() or "es"
