"""Builds the three CSV tables: countries, first-level units and cities."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from amparo.kernel.places.folding import fold
from places.source import HERE, LANGUAGES, Unit, american_rows, rows

COUNTRY_HEADER = (
    "alpha2",
    "alpha3",
    "numeric",
    *(f"name_{language}" for language in LANGUAGES),
    "american",
    "subregion",
    "source",
)
ADMIN1_HEADER = (
    "code",
    "country",
    *(f"name_{language}" for language in LANGUAGES),
    "kind",
    "lat",
    "lon",
    "iso",
    "drawn_in",
    "source",
)
CITY_HEADER = (
    "geonames_id",
    "name",
    "folded",
    "also",
    "country",
    "admin1",
    "lat",
    "lon",
    "population",
)

# The source mixes "Parroquia de Saint John" with "Saint John"; the kind has a column of its own.
PREFIXES = {
    "es": re.compile(r"^((Parroquia|Estado|Departamento|Provincia) (del? )?|del? )", re.I),
    "en": re.compile(r"^(Department|Parish) of ", re.I),
    "pt": re.compile(r"^(Corporação Regional|de|da|do) "),
    "fr": re.compile(r"^((Département|État|Paroisse) (de )?|d')", re.I),
}
SUFFIXES = re.compile(
    r" (Departament|Department|Island|Parish|Province|Quarter|Regional Corporation|State|state)$"
)
NOT_IN_ISO = frozenset({"LC-04", "LC-09"})
# Colombia's intendancies and commissariats are departments since 1991.
KIND_FIXES = {"departamento": "department", "intendancy": "department", "commissiary": "department"}
KIND_OF = {
    "AR-B": "province",
    "AR-C": "city",
    "AR-V": "province",
    "BS-NP": "island",
    "CO-DC": "capital district",
    "MX-CMX": "city",
    "PE-LMA": "municipality",
}


def country_lines(cldr: dict[str, dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """One line per country: our reviewed names for the 35 states, CLDR's for the rest."""
    american = {row["alpha2"]: row for row in american_rows()}
    for alpha2, names in sorted(cldr.items()):
        row = american.get(alpha2)
        labels = tuple((row or names)[f"name_{language}"] for language in LANGUAGES)
        tail = ("yes", row["subregion"], "ISO 3166-1") if row else ("no", "", "Unicode CLDR")
        yield (alpha2, names["alpha3"], names["numeric"], *labels, *tail)


def admin1_lines(units: dict[str, Unit]) -> list[tuple[str, ...]]:
    """One line per unit, ordered by code, with the units that have no outline of their own."""
    reviewed = {row["code"]: row for row in rows(HERE / "names.csv")}
    lines = [_unit_line(unit, reviewed.get(unit.code)) for unit in units.values()]
    lines += [_undrawn_line(row, reviewed[row["code"]]) for row in rows(HERE / "undrawn.csv")]
    return sorted(lines)


def _unit_line(unit: Unit, reviewed: dict[str, str] | None) -> tuple[str, ...]:
    found = unit.properties
    names = [
        reviewed[f"name_{language}"] if reviewed else _clean(found, language)
        for language in LANGUAGES
    ]
    kind = (found.get("type_en") or "").lower()
    place = (f"{found['latitude']:.2f}", f"{found['longitude']:.2f}")
    iso = "no" if unit.code in NOT_IN_ISO else "yes"
    tail = (KIND_OF.get(unit.code) or KIND_FIXES.get(kind, kind), *place, iso, "", "Natural Earth")
    return (unit.code, unit.country, *names, *tail)


def _clean(found: dict[str, Any], language: str) -> str:
    name = found.get(f"name_{language}") or found["name"]
    name = name.replace("’", "'").replace("–", "-")
    name = SUFFIXES.sub("", PREFIXES[language].sub("", name))
    return str(name[:1].upper() + name[1:])


def _undrawn_line(row: dict[str, str], reviewed: dict[str, str]) -> tuple[str, ...]:
    names = (reviewed[f"name_{language}"] for language in LANGUAGES)
    place = (f"{float(row['lat']):.2f}", f"{float(row['lon']):.2f}")
    head = (row["code"], row["country"], *names)
    return (*head, row["kind"], *place, "yes", row["drawn_in"], "ISO 3166-2")


def city_lines(
    cities: list[dict[str, Any]], units_of: Callable[[list[dict[str, Any]]], list[str]]
) -> list[tuple[object, ...]]:
    """One line per city of the 35 states; ``units_of`` finds the unit of every city at once."""
    american = {row["alpha2"] for row in american_rows()}
    kept = sorted(
        (city for city in cities if city["countrycode"] in american),
        key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]),
    )
    renamed = {
        (int(row["geonames_id"]), row["source_name"]): row for row in rows(HERE / "city_names.csv")
    }
    lines = [
        _city_line(city, code, renamed.pop((city["geonameid"], city["name"]), None))
        for city, code in zip(kept, units_of(kept), strict=True)
    ]
    if renamed:
        raise ValueError(f"city_names.csv no longer fits the source: {sorted(renamed)}")
    return lines


def _city_line(
    city: dict[str, Any], code: str, renamed: dict[str, str] | None
) -> tuple[object, ...]:
    name = renamed["name"] if renamed else city["name"]
    also = "|".join(fold(other) for other in renamed["also"].split("|")) if renamed else ""
    place = (f"{city['latitude']:.3f}", f"{city['longitude']:.3f}")
    head = (city["geonameid"], name, fold(name), also)
    return (*head, city["countrycode"], code, *place, city["population"])
