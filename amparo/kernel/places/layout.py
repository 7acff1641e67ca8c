"""Where each frame of the map goes: the continent with its insets, or a few countries alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from django.utils.translation import gettext as _

from amparo.kernel.places.frame import TENTHS, Frame, Rectangle, fit
from amparo.kernel.places.lookup import UnknownPlace, country, label
from amparo.kernel.places.shapes import QUANTUM_M, Line, Outline, box_of, level

WIDTH, HEIGHT = 800, 1040
FOCUS_HEIGHTS = (420, 1000)
# Kilometres from the centre of the projection to the corner, and per unit of the picture: from the
# Aleutians to Recife and from Ellesmere to Tierra del Fuego, with the empty Pacific for the insets.
CORNER_KM, KM_PER_UNIT = (-5836, -7650), 14.17
GREATER_ANTILLES = ("BS", "CU", "DO", "HT", "JM")
SMALL_ISLAND_STATES = ("AG", "KN", "DM", "LC", "VC", "BB", "GD", "TT")
CARIBBEAN = Rectangle(8, 640, 332, 184)
HAWAII = Rectangle(348, 734, 84, 90)
TILE_ORIGIN, TILE_WIDTH, TILE_HEIGHT, TILE_GAP = (8, 830), 102, 99, 6
# Names stand above a small drawing and over the corner of a wide one. Units of the picture.
LINE_HEIGHT, LETTER_WIDTH, WIDE = 12, 7, 200
# A part smaller than this share of its unit's largest does not widen a focused frame: Cocos or
# Easter Island would shrink the mainland to a corner. A unit that is all islands counts whole.
FAR_ISLAND_SHARE = 0.02


@dataclass(frozen=True)
class Inset:
    """A part of the map drawn larger: its name in lines, the whole box, the frame within it."""

    name: tuple[str, ...]
    box: Rectangle
    frame: Frame


def main_frame(focus: tuple[str, ...]) -> Frame:
    """The frame of the whole continent, or of some countries by alpha-2."""
    if not focus:
        scale = QUANTUM_M / 1000 / KM_PER_UNIT * TENTHS
        left, top = (km * 1000 / QUANTUM_M for km in CORNER_KM)
        return Frame(Rectangle(0, 0, WIDTH, HEIGHT), left, top, scale)
    parts = [_main_parts(alpha2) for alpha2 in focus]
    box = box_of(ring for rings in parts for ring in rings)
    shortest, tallest = FOCUS_HEIGHTS
    height = round(WIDTH * (box.bottom - box.top) / (box.right - box.left))
    return fit(Rectangle(0, 0, WIDTH, min(max(height, shortest), tallest)), [box])


def _main_parts(alpha2: str) -> list[Line]:
    """Every unit of a country without its far small islands, so that each is seen in the frame."""
    units = _units_of((alpha2,))
    if not units:
        raise UnknownPlace(alpha2)
    return [
        ring
        for unit in units
        for ring in unit.rings
        if _area(ring) >= FAR_ISLAND_SHARE * max(_area(other) for other in unit.rings)
    ]


def _area(ring: Line) -> float:
    """Shoelace formula, in grid units squared."""
    sides = pairwise((*ring, ring[0]))
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2


def insets(language: str) -> list[Inset]:
    """The insets of the whole map: Greater Antilles, Hawaii, and a tile per small island state.

    Each has a scale of its own: at one scale for all, the parishes of Saint Kitts would be dots.
    """
    found = [
        _inset(_("Caribe"), CARIBBEAN, GREATER_ANTILLES),
        _inset(_("Hawái"), HAWAII, ("US-HI",)),
    ]
    for position, alpha2 in enumerate(SMALL_ISLAND_STATES):
        name = label(country(alpha2), language)
        found.append(_inset(name, _tile(position), (alpha2,)))
    return found


def _inset(name: str, place: Rectangle, prefixes: tuple[str, ...]) -> Inset:
    lines = tuple(wrap(name, place.width // LETTER_WIDTH))
    used = LINE_HEIGHT * len(lines) if place.width < WIDE else 0
    room = Rectangle(place.x, place.y + used, place.width, place.height - used)
    return Inset(lines, place, fit(room, [unit.box for unit in _units_of(prefixes)]))


def _tile(position: int) -> Rectangle:
    row, column = divmod(position, 4)
    x = TILE_ORIGIN[0] + column * (TILE_WIDTH + TILE_GAP)
    y = TILE_ORIGIN[1] + row * (TILE_HEIGHT + TILE_GAP)
    return Rectangle(x, y, TILE_WIDTH, TILE_HEIGHT)


def _units_of(prefixes: Iterable[str]) -> list[Outline]:
    """Outlines of the units whose code starts with a country or is one of the codes."""
    wanted = tuple(prefixes)
    return [shape for code, shape in level("fine").units.items() if code.startswith(wanted)]
