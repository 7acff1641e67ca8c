"""Telephone numbers for danger now."""

from __future__ import annotations

from typing import NamedTuple

from amparo.kernel.organisations.models import Desk
from amparo.kernel.reference import countries


class ShownNumber(NamedTuple):
    country: str
    number: str
    service: str
    verified: bool


def numbers_for(country: str, language: str) -> list[ShownNumber]:
    """Numbers of a country; those of the countries this node receives reports for when unknown."""
    served = [country] if country in countries() else _served()
    return [
        ShownNumber(
            profile.name.in_(language),
            number.number,
            number.service.in_(language),
            number.verified,
        )
        for profile in (countries()[iso2] for iso2 in served)
        for number in profile.emergency_numbers
    ]


def _served() -> list[str]:
    desks = Desk.objects.filter(receives_reports=True).order_by("country")
    codes = desks.values_list("country", flat=True).distinct()
    return [code for code in codes if code in countries()]
