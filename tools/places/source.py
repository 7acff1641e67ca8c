"""Reads the public inputs and our small tables of corrections."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LANGUAGES = ("es", "en", "pt", "fr")

# Land that is drawn for orientation and carries no figures, by the source's ISO alpha-2.
CONTEXT_COUNTRIES = frozenset(
    {"AI", "AW", "BL", "BM", "CW", "FK", "GL", "KY", "MF", "MS", "PM", "PR", "SX", "TC", "VG", "VI"}
)
# Parts of European states that lie in the Americas: the source files them under those states.
CONTEXT_UNITS = {"FR-GF": "GF", "FR-GP": "GP", "FR-MQ": "MQ"} | {
    f"NL-BQ{n}": "BQ" for n in (1, 2, 3)
}


@dataclass
class Unit:
    """One first-level unit: the source's properties of its main feature and all its outlines."""

    code: str
    country: str
    properties: dict[str, Any]
    geometries: list[dict[str, Any]] = field(default_factory=list)


def rows(path: Path) -> list[dict[str, str]]:
    """Every row of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, header: Iterable[str], lines: Iterable[Iterable[object]]) -> None:
    """Write a CSV with LF endings, so that two runs give the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def american_rows() -> list[dict[str, str]]:
    """The 35 American states with their names in four languages."""
    return rows(HERE / "americas.csv")


def read_units(path: Path) -> tuple[dict[str, Unit], dict[str, list[dict[str, Any]]]]:
    """Read Natural Earth's first-level units.

    Returns:
        Units of the 35 states by code (corrected by ``recoded.csv``, parts of one code together),
        and the outlines of context land by ISO alpha-2.
    """
    american = {row["alpha2"] for row in american_rows()}
    recoded = {row["source_code"]: row["code"] for row in rows(HERE / "recoded.csv")}
    units: dict[str, Unit] = {}
    context: dict[str, list[dict[str, Any]]] = {}
    for properties, geometry in _features(path):
        country = properties["iso_a2"]
        if country in american:
            _add_part(units, properties, geometry, recoded)
        elif land := _context_of(properties):
            context.setdefault(land, []).append(geometry)
    return dict(sorted(units.items())), dict(sorted(context.items()))


def _features(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        yield feature["properties"], feature["geometry"]


def _context_of(properties: dict[str, Any]) -> str | None:
    if properties["iso_a2"] in CONTEXT_COUNTRIES:
        return str(properties["iso_a2"])
    return CONTEXT_UNITS.get(properties["iso_3166_2"])


def _add_part(
    units: dict[str, Unit],
    properties: dict[str, Any],
    geometry: dict[str, Any],
    recoded: dict[str, str],
) -> None:
    source_code = properties["iso_3166_2"]
    code = recoded.get(properties["adm1_code"]) or recoded.get(source_code) or source_code
    unit = units.setdefault(code, Unit(code, properties["iso_a2"], properties))
    unit.geometries.append(geometry)
    if source_code == code:  # its own feature names it, whatever order the file has
        unit.properties = properties
