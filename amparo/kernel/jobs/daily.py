"""Work done once a day by the worker; apps name their functions here at start-up."""

from __future__ import annotations

from collections.abc import Callable

from django_q.models import Schedule

_daily: list[str] = []


def daily(function: Callable[[], object]) -> Callable[[], object]:
    """Register a module-level function without arguments; it must be safe to run twice."""
    path = f"{function.__module__}.{function.__qualname__}"
    if path not in _daily:
        _daily.append(path)
    return function


def plan() -> None:
    """Write one daily schedule for each registered function; a second worker changes nothing."""
    for path in _daily:
        Schedule.objects.get_or_create(
            name=path, defaults={"func": path, "schedule_type": Schedule.DAILY}
        )
    Schedule.objects.filter(schedule_type=Schedule.DAILY).exclude(name__in=_daily).delete()
