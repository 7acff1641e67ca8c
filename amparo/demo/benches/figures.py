"""What a bench says: figures with their runs, target and opponent."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from amparo.demo.benches.machine import Setting


@dataclass(frozen=True)
class Opponent:
    """Who measured what elsewhere; ``value`` in the figure's unit, None when only words exist."""

    name: str
    value: float | None = None


@dataclass(frozen=True)
class Figure:
    """One measured figure. ``value`` is the median of its runs, or their sum for counts."""

    metric: str
    runs: tuple[float, ...]
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    opponent: Opponent | None = None
    counts: bool = False  # something that must not happen: added up, never averaged away

    @property
    def value(self) -> float:
        return float(sum(self.runs) if self.counts else statistics.median(self.runs))

    @property
    def target(self) -> str:
        """The bound with its sign, "" when there is none."""
        if self.at_least is not None:
            return f"≥ {_short(self.at_least)}"
        return "" if self.at_most is None else f"≤ {_short(self.at_most)}"

    @property
    def holds(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def is_failure(self) -> bool:
        return self.counts and self.holds is False

    @property
    def ratio(self) -> float | None:
        """Value over the opponent's."""
        if self.opponent is None or not self.opponent.value:
            return None
        return self.value / self.opponent.value

    def line(self, bench: str, setting: Setting) -> str:
        """One JSON object."""
        said: dict[str, Any] = {
            "bench": bench,
            "metric": self.metric,
            "value": _rounded(self.value),
            "runs": [_rounded(run) for run in self.runs],
            "unit": self.unit,
            "target": self.target,
            "holds": self.holds,
            "opponent": self.opponent.name if self.opponent else "",
            "ratio": None if self.ratio is None else _rounded(self.ratio),
            **setting.as_dict(),
        }
        return json.dumps(said, ensure_ascii=False)

    def row(self) -> str:
        """One line of the evidence table."""
        held = {True: "yes", False: "**no**", None: ""}[self.holds]
        cells = [
            self.metric.replace("_", " "),
            f"{_short(self.value)} {self.unit}",
            " · ".join(_short(run) for run in self.runs),
            self.target,
            held,
            self.opponent.name if self.opponent else "",
            "" if self.ratio is None else f"× {_short(self.ratio)}",
        ]
        return "| " + " | ".join(cells) + " |"


HEADER = (
    "| Figure | Value | Runs | Target | Holds | Opponent | Ratio |\n|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Result:
    """All figures of one bench and the sentences that say how they were measured."""

    figures: Sequence[Figure]
    how: Sequence[str] = field(default_factory=tuple)

    def section(self, what: str, engine: str) -> str:
        """Name of the evidence section: one per bench and engine."""
        return what if engine.startswith("SQLite") else f"{what}-postgresql"

    def table(self, setting: Setting) -> str:
        """Markdown of the whole section, without its markers."""
        sentences = "\n".join(f"- {sentence}" for sentence in self.how)
        rows = "\n".join(figure.row() for figure in self.figures)
        return f"{setting.caption()}\n\n{HEADER}\n{rows}\n\n{sentences}\n"


def percentile(sample: Iterable[float], share: float) -> float:
    """The smallest value that at least ``share`` of the sample does not pass (nearest rank).

    Raises:
        ValueError: an empty sample.
    """
    ordered = sorted(sample)
    if not ordered:
        raise ValueError("nothing was measured")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _rounded(number: float) -> float:
    return round(number, 4)


def _short(number: float) -> str:
    """Three significant digits, thousands apart: 0.734, 18.2, 100,000."""
    if number == int(number) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
