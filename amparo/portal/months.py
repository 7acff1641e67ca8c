"""A month as a grid of weeks, for the plain calendar that quick exit leads to."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

SUNDAY_FIRST = {"en", "pt"}


@dataclass(frozen=True)
class Month:
    """One month: its first day, its weeks, and the months before and after as "2031-03"."""

    first: date
    weeks: list[list[date | None]]
    before: str
    after: str

    @property
    def weekdays(self) -> list[date]:
        """The seven days of a week that is whole, to name the columns."""
        return [day for day in self.weeks[1] if day is not None]


def month_of(text: str, today: date, language: str) -> Month:
    """The month written as "2031-03"; today's for anything else."""
    first = _first_of(text) or today.replace(day=1)
    starts = calendar.SUNDAY if language[:2] in SUNDAY_FIRST else calendar.MONDAY
    weeks = calendar.Calendar(starts).monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=[[day if day.month == first.month else None for day in week] for week in weeks],
        before=_shifted(first, -1),
        after=_shifted(first, +1),
    )


def _first_of(text: str) -> date | None:
    """Years stay within one person's reach, so that no link leads out of the calendar."""
    written = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if written is None or not 1900 <= int(written[1]) <= 2100:
        return None
    return date(int(written[1]), int(written[2]), 1)


def _shifted(first: date, by: int) -> str:
    years, month = divmod(first.month - 1 + by, 12)
    return f"{first.year + years:04d}-{month + 1:02d}"
