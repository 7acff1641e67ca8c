"""Countries, first-level units and cities as the files of ``reference/places/`` declare them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parents[3] / "reference" / "places"
LANGUAGES = ("es", "en", "pt", "fr")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166-1; ``american`` marks the 35 states of the region."""

    alpha2: str
    alpha3: str
    numeric: str
    name_es: str
    name_en: str
    name_pt: str
    name_fr: str
    american: bool
    subregion: str


@dataclass(frozen=True, slots=True)
class Admin1:
    """A first-level unit of an American state. ``lat`` and ``lon``: degrees, a point for its label.

    ``drawn_in`` is empty, or the code of the unit inside whose outline this newer one still lies.
    """

    code: str
    country: str
    name_es: str
    name_en: str
    name_pt: str
    name_fr: str
    kind: str
    lat: float
    lon: float
    in_iso: bool
    drawn_in: str


@dataclass(frozen=True, slots=True)
class City:
    """A city of 15,000 inhabitants or more, or a capital.

    ``admin1`` is the code of its first-level unit; ``also`` holds other names, folded.
    """

    geonames_id: int
    name: str
    folded: str
    also: tuple[str, ...]
    country: str
    admin1: str
    lat: float
    lon: float
    population: int


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def all_countries() -> MappingProxyType[str, Country]:
    """Every country by alpha-2, in the order of the codes."""
    found: dict[str, Country] = {}
    for row in _rows("countries.csv"):
        del row["source"]
        american = row.pop("american") == "yes"
        found[row["alpha2"]] = Country(**row, american=american)
    return MappingProxyType(found)


@cache
def country_aliases() -> tuple[tuple[str, str], ...]:
    """Pairs of another name and the alpha-2 it means."""
    return tuple((row["alias"], row["alpha2"]) for row in _rows("country_aliases.csv"))


@cache
def all_admin1() -> MappingProxyType[str, Admin1]:
    """Every first-level unit by code."""
    found = {}
    for row in _rows("admin1.csv"):
        found[row["code"]] = Admin1(
            **{key: row[key] for key in ("code", "country", "kind", "drawn_in")},
            **{f"name_{language}": row[f"name_{language}"] for language in LANGUAGES},
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            in_iso=row["iso"] == "yes",
        )
    return MappingProxyType(found)


@cache
def all_cities() -> MappingProxyType[str, tuple[City, ...]]:
    """Cities by country, the most populous first."""
    found: dict[str, list[City]] = {}
    for row in _rows("cities.csv"):
        city = City(
            **{key: row[key] for key in ("name", "folded", "country", "admin1")},
            geonames_id=int(row["geonames_id"]),
            also=tuple(filter(None, row["also"].split("|"))),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population"]),
        )
        found.setdefault(city.country, []).append(city)
    return MappingProxyType({country: tuple(cities) for country, cities in found.items()})
