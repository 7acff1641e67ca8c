"""A window on the projected map: which part of the grid is seen, where, and how large."""

from collections.abc import Iterable
from dataclasses import dataclass

from amparo.kernel.places.shapes import QUANTUM_M, Box, Detail, Line, Outline, Point, on_grid

# Coordinates inside a frame are tenths of a unit of the picture, in whole numbers.
TENTHS = 10
# Points nearer than this to the one before, and rings smaller than this, cannot be seen. Tenths.
SMALLEST_STEP = 6
# Above this scale the coarse outlines look the same and weigh a third. Kilometres per unit.
COARSE_FROM_KM = 8.0
MARGIN = 0.06  # kept free on each side, as a share


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on the picture, in its units."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Shows the part of the grid that starts at ``left``, ``top`` inside a rectangle.

    ``scale``: tenths of a picture unit for one grid unit (200 m).
    """

    place: Rectangle
    left: float
    top: float
    scale: float

    @property
    def detail(self) -> Detail:
        """The level of detail that this scale needs."""
        km_per_unit = QUANTUM_M / 1000 * TENTHS / self.scale
        return "coarse" if km_per_unit >= COARSE_FROM_KM else "fine"

    @property
    def window(self) -> Box:
        """The part of the grid that is seen."""
        across = self.place.width * TENTHS / self.scale
        down = self.place.height * TENTHS / self.scale
        return Box(self.left, self.top, self.left + across, self.top + down)

    def sees(self, outline: Outline) -> bool:
        """Whether any of it falls inside and is large enough to be seen."""
        box = outline.box
        size = max(box.right - box.left, box.bottom - box.top) * self.scale
        return size >= SMALLEST_STEP / 2 and self.window.meets(box)

    def point(self, lat: float, lon: float) -> Point:
        """A point in degrees on the frame."""
        return self._put(on_grid(lat, lon))

    def path(self, outline: Outline) -> str:
        """Closed path data of an outline; rings too small to be seen are left out."""
        rings = [self._thinned(ring) for ring in outline.rings]
        seen = [ring for ring in rings if len(ring) > 2] or [self._whole(outline.rings[0])]
        return "".join(f"{_steps(ring)}z" for ring in seen)

    def open_path(self, lines: Iterable[Line]) -> str:
        """Path data of lines that do not close, as borders do not."""
        thinned = (self._thinned(line) for line in lines)
        return "".join(_steps(line) for line in thinned if len(line) > 1)

    def _put(self, point: tuple[float, float]) -> Point:
        x, y = point
        return round((x - self.left) * self.scale), round((y - self.top) * self.scale)

    def _whole(self, line: Line) -> list[Point]:
        return [self._put(point) for point in line]

    def _thinned(self, line: Line) -> list[Point]:
        kept: list[Point] = []
        for point in self._whole(line):
            if not kept or _apart(kept[-1], point) >= SMALLEST_STEP:
                kept.append(point)
        return kept


def fit(place: Rectangle, boxes: list[Box]) -> Frame:
    """A frame that shows all the boxes, as large as the rectangle allows, in its middle."""
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    room = 1 - 2 * MARGIN
    across = place.width * TENTHS * room / max(right - left, 1)
    down = place.height * TENTHS * room / max(bottom - top, 1)
    scale = min(across, down)
    spare_across = place.width * TENTHS / scale - (right - left)
    spare_down = place.height * TENTHS / scale - (bottom - top)
    return Frame(place, left - spare_across / 2, top - spare_down / 2, scale)


def _apart(first: Point, second: Point) -> int:
    return max(abs(first[0] - second[0]), abs(first[1] - second[1]))


def _steps(points: list[Point]) -> str:
    """``M`` to the first point, then relative lines, with no space where a minus sign parts."""
    (x, y), *others = points
    text = [f"M{x} {y}l"]
    for next_x, next_y in others:
        for number in (next_x - x, next_y - y):
            text.append(str(number) if number < 0 or text[-1].endswith("l") else f" {number}")
        x, y = next_x, next_y
    return "".join(text)
