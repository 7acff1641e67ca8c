"""The only source of now, so that every rule about time can be tested without waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_shift = timedelta(0)


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """The present day, in UTC."""
    return now().date()


def shift(by: timedelta) -> None:
    """Move this process's clock; tests and the demonstration use it, nothing else may."""
    global _shift
    _shift = by
