"""Geometry of a horizontal bar chart drawn by a template in SVG.

Lengths are percentages of the drawing's width and colours are classes, so that the text keeps its
size on a phone and the page needs no inline style.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from amparo.observatory.numbers import number
from amparo.observatory.tables import Figure

LONGEST = 80.0  # percent; the rest is room for the number
GAP = 1.2
STUB = 3.0  # a hatched mark, the same for every hidden figure: its length says nothing


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it ends, where its text begins, and whether it stands for a hidden figure."""

    label: str
    text: str
    width: str
    text_at: str
    hidden: bool


def bars(
    rows: Iterable[tuple[str, Figure]], *, country: str = "", language: str = "es"
) -> list[Bar]:
    """Bars from zero, in the order given, the longest figure filling the room.

    Args:
        rows: label and figure of each bar.
        country, language: how numbers are written.
    """
    listed = list(rows)
    most = max((figure.persons or 0 for _, figure in listed), default=0)
    return [_bar(label, figure, most, country, language) for label, figure in listed]


def _bar(label: str, figure: Figure, most: int, country: str, language: str) -> Bar:
    if figure.persons is None:
        text, hidden, width = figure.text(language), True, STUB
    else:
        text = number(figure.persons, country=country, language=language)
        hidden, width = False, LONGEST * figure.persons / most if most else 0.0
    return Bar(label, text, _percent(width), _percent(width + GAP), hidden)


def spoken(drawn: Iterable[Bar]) -> str:
    """The chart in one sentence, for those who hear it."""
    return ", ".join(f"{bar.label} {bar.text}" for bar in drawn) + "."


def _percent(value: float) -> str:
    return f"{value:.1f}%"
