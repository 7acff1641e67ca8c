"""Outlines of first-level units on the grid of ``admin1_shapes.json``."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from amparo.kernel.places.projection import project
from amparo.kernel.places.records import FOLDER

QUANTUM_M = 200
NEAR_M = 15_000

Detail = Literal["fine", "coarse"]
Point = tuple[int, int]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in grid units (200 m); ``top`` is the smaller ``y``, since ``y`` grows south."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two rectangles touch or overlap."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def grown(self, by: float) -> "Box":
        """The same rectangle with a margin on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed rings on the grid (the first point is not repeated) and the box around them."""

    rings: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Level:
    """One level of detail: units by code, context land by alpha-2, lines between countries."""

    units: MappingProxyType[str, Outline]
    context: MappingProxyType[str, Outline]
    borders: tuple[Line, ...]


def box_of(lines: Iterable[Line]) -> Box:
    """The box around one or more lines."""
    points = [point for line in lines for point in line]
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def on_grid(lat: float, lon: float) -> tuple[float, float]:
    """A point in degrees as grid units."""
    x, y = project(lat, lon)
    return x / QUANTUM_M, y / QUANTUM_M


@cache
def level(detail: Detail) -> Level:
    """All outlines at one level of detail, read once."""
    found = _file()
    return Level(
        units=_outlines(found[f"{detail}_units"]),
        context=_outlines(found[f"{detail}_context"]),
        borders=tuple(_line(b) for lines in found[f"{detail}_borders"].values() for b in lines),
    )


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "admin1_shapes.json").read_text("utf-8"))
    return found


def _outlines(shapes: dict[str, list[list[int]]]) -> MappingProxyType[str, Outline]:
    found = {}
    for key, rings in shapes.items():
        lines = tuple(_line(ring) for ring in rings)
        found[key] = Outline(lines, box_of(lines))
    return MappingProxyType(found)


def _line(numbers: list[int]) -> Line:
    """The first pair is a point, the others are steps from the one before."""
    x = y = 0
    points = []
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        points.append((x, y))
    return tuple(points)


def code_at(lat: float, lon: float) -> str | None:
    """The code of the unit that holds a point in degrees, or of the nearest within 15 km."""
    x, y = on_grid(lat, lon)
    reach = NEAR_M / QUANTUM_M
    here = Box(x, y, x, y).grown(reach)
    near = [(code, shape) for code, shape in level("fine").units.items() if shape.box.meets(here)]
    for code, shape in near:
        if _holds(shape, x, y):
            return code
    away = {code: min(_distances(shape, x, y)) for code, shape in near}
    nearest = min(away, key=lambda code: away[code], default=None)
    return nearest if nearest and away[nearest] <= reach else None


def _sides(shape: Outline) -> Iterator[tuple[Point, Point]]:
    for ring in shape.rings:
        yield from pairwise((*ring, ring[0]))


def _holds(shape: Outline, x: float, y: float) -> bool:
    """Even-odd rule: a ray to the east crosses the sides an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in _sides(shape):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            inside = not inside
    return inside


def _distances(shape: Outline, x: float, y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in _sides(shape):
        across, down = x2 - x1, y2 - y1
        length = across * across + down * down
        along = ((x - x1) * across + (y - y1) * down) / length if length else 0.0
        along = max(0.0, min(1.0, along))
        yield math.hypot(x1 + along * across - x, y1 + along * down - y)
