"""Questions about places: by code, by any usual name, by point."""

import re
from functools import cache
from types import MappingProxyType

from amparo.kernel.places.folding import fold
from amparo.kernel.places.records import (
    LANGUAGES,
    Admin1,
    City,
    Country,
    all_admin1,
    all_cities,
    all_countries,
    country_aliases,
)
from amparo.kernel.places.shapes import code_at

IN_BRACKETS = re.compile(r"\([^)]*\)")


class UnknownPlace(LookupError):
    """No place has this code. Carries the code only."""


def country(alpha2: str) -> Country:
    """The country with this ISO 3166-1 alpha-2 code, in either case.

    Raises:
        UnknownPlace: no country has the code.
    """
    try:
        return all_countries()[alpha2.upper()]
    except KeyError:
        raise UnknownPlace(alpha2) from None


def countries(*, american: bool = False) -> list[Country]:
    """Every country in the order of the codes, or only the 35 American states."""
    return [each for each in all_countries().values() if each.american or not american]


def country_by_any(code_or_name: str) -> Country | None:
    """The country a person meant: any ISO code or a name in one of the four languages.

    Case, accents and punctuation do not count, and what stands in brackets is dropped when the
    whole is not known: "Venezuela (República Bolivariana de)". A name that two countries share in
    different languages, and that is nobody's code, is unknown rather than guessed.
    """
    asked = fold(code_or_name)
    if asked.isdecimal():
        asked = asked.zfill(3)
    index = _countries_by_fold()
    return index.get(asked) or index.get(fold(IN_BRACKETS.sub(" ", code_or_name)))


@cache
def _countries_by_fold() -> MappingProxyType[str, Country]:
    everything = all_countries()
    names: dict[str, set[str]] = {}
    for each in everything.values():
        for language in LANGUAGES:
            names.setdefault(fold(getattr(each, f"name_{language}")), set()).add(each.alpha2)
    for alias, alpha2 in country_aliases():
        names.setdefault(fold(alias), set()).add(alpha2)
    index = {name: everything[min(owners)] for name, owners in names.items() if len(owners) == 1}
    for each in everything.values():
        index |= dict.fromkeys((fold(each.alpha2), fold(each.alpha3), each.numeric), each)
    return MappingProxyType(index)


def label(place: Country | Admin1 | City, language: str) -> str:
    """The place's name in a language (``"pt"``, ``"pt-br"``), or else in Spanish."""
    if isinstance(place, City):
        return place.name
    short = language[:2].lower()
    name: str = getattr(place, f"name_{short}") if short in LANGUAGES else ""
    return name or place.name_es


def admin1(code: str) -> Admin1:
    """The first-level unit with this ISO 3166-2 code, in either case.

    Raises:
        UnknownPlace: no unit has the code.
    """
    try:
        return all_admin1()[code.upper()]
    except KeyError:
        raise UnknownPlace(code) from None


def admin1_of(country: str) -> list[Admin1]:
    """A country's first-level units by Spanish name; empty outside the 35 states."""
    alpha2 = country.upper()
    found = [unit for unit in all_admin1().values() if unit.country == alpha2]
    return sorted(found, key=lambda unit: (fold(unit.name_es), unit.code))


def admin1_at(lat: float, lon: float) -> Admin1 | None:
    """The unit whose outline holds a point in degrees, or the nearest one within 15 km.

    Outlines are simplified (0.4 to 10 km, see the README beside them), so a point near a border may
    land on the other side: good enough to propose a place, never to decide a jurisdiction.
    """
    code = code_at(lat, lon)
    return all_admin1()[code] if code else None


def cities_of(country: str) -> list[City]:
    """A country's cities (15,000 inhabitants or more, and capitals), the most populous first."""
    return list(all_cities().get(country.upper(), ()))


def find_city(name: str, country: str) -> City | None:
    """The most populous city with this name, whatever its case and accents."""
    asked = fold(name)
    named = (city for city in cities_of(country) if asked == city.folded or asked in city.also)
    return next(named, None)
