"""Codes of identification said in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from amparo.identification.choices import MACHINE
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Permission
from amparo.kernel.reference import Label, code_list
from amparo.kernel.workflow import machine


def language() -> str:
    return get_language() or "es"


def label_words(label: Label) -> str:
    return label.in_(language())


def status_words(code: str) -> str:
    return label_words(machine(MACHINE).state(code).label)


def code_words(scheme: str, code: str) -> str:
    """A code's label; a code that the list no longer has is shown as it is."""
    known = code_list(scheme)
    return known.label(code, language()) if code in known else code


def codes_words(scheme: str, codes: Iterable[str]) -> list[str]:
    return [code_words(scheme, code) for code in codes]


def who_may(permission: Permission) -> list[str]:
    """The functions that hold a permission."""
    grants = matrix().values()
    return [
        grant.label.get(language()[:2], grant.label["es"])
        for grant in grants
        if permission in grant.permissions
    ]
