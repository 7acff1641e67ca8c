"""Finds the first-level unit of every city."""

from collections import Counter, defaultdict
from typing import Any

import shapely  # type: ignore[import-untyped]  # not a dependency of the product

from amparo.kernel.places.projection import project

# The publisher's own code of a unit that has no outline in Natural Earth.
KNOWN: dict[tuple[str, str], str | None] = {("PA", "13"): "PA-10"}
CLEAR_MAJORITY = 0.8


class UnitFinder:
    """Where a city is: by outline, corrected by what most cities of its GeoNames division say.

    Outlines are generalised, so a town by a river may fall on the wrong bank; GeoNames' own
    division is exact but has other codes. A division whose cities agree on one unit takes them
    all there.
    """

    def __init__(self, outlines: dict[str, Any]) -> None:
        self._codes = list(outlines)
        self._shapes = list(outlines.values())
        self._tree = shapely.STRtree(self._shapes)

    def units_of(self, cities: list[dict[str, Any]]) -> list[str]:
        """The code of each city's unit, in the order of ``cities``."""
        by_outline = [self._by_outline(city) for city in cities]
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city, code in zip(cities, by_outline, strict=True):
            votes[_division(city)][code] += 1
        agreed = {division: _majority(count) for division, count in votes.items()} | KNOWN
        return [
            agreed[_division(city)] or code for city, code in zip(cities, by_outline, strict=True)
        ]

    def _by_outline(self, city: dict[str, Any]) -> str:
        """The unit of the same country that holds the point, or the nearest one."""
        point = shapely.Point(project(city["latitude"], city["longitude"]))
        near = self._tree.query(point, predicate="dwithin", distance=100_000)
        same = [i for i in near if self._codes[i].startswith(f"{city['countrycode']}-")]
        return self._codes[min(same, key=lambda i: (self._shapes[i].distance(point), i))]


def _division(city: dict[str, Any]) -> tuple[str, str]:
    return city["countrycode"], city["admin1code"]


def _majority(votes: Counter[str]) -> str | None:
    code, most = votes.most_common(1)[0]
    return code if most >= CLEAR_MAJORITY * votes.total() else None
