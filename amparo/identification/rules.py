"""Dates and pure rules of the process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from amparo.identification.choices import MACHINE, Status
from amparo.kernel.reference import Form, FormStatus
from amparo.kernel.workflow import machine

# Council of Europe Convention on Action against Trafficking in Human Beings, art. 13: at least 30.
RECOVERY_DAYS = 30
HOURS_IN_DAY = 24
SATURDAY = 5
# Of the decisions of two joined files the one further on stands.
FURTHER_ON = (
    Status.WITHDRAWN,
    Status.POSSIBLE,
    Status.NOT_CONFIRMED,
    Status.UNDER_REVIEW,
    Status.PRESUMED,
    Status.RECOGNISED_ABROAD,
    Status.CONFIRMED,
)


def recovery_ends(status: str, decided_on: date) -> date | None:
    """Last day of the recovery and reflection period that a presumption opens; None otherwise."""
    if "recovery_period" not in flags_of(status):
        return None
    return decided_on + timedelta(days=RECOVERY_DAYS)


def flags_of(status: str) -> tuple[str, ...]:
    """What a state raises by itself, in codes of ``status_flag``."""
    return machine(MACHINE).state(status).flags


def decision_due_on(status: str, since: date) -> date | None:
    """The day by which the earliest step out of a status is due; None when no clock runs.

    The clock of a possible victim is counted in working days (Monday to Friday; no country's
    holidays are known here): 24 of its hours are one of them. Other clocks run every day.
    """
    hours = machine(MACHINE).hours_due(status, {})
    if hours is None:
        return None
    days = hours // HOURS_IN_DAY
    if status == Status.POSSIBLE:
        return _working_days_after(since, days)
    return since + timedelta(days=days)


def _working_days_after(start: date, days: int) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            days -= 1
    return day


def instruments_for(age_group: str, instruments: Iterable[Form]) -> list[Form]:
    """Instruments for an age; those made for it alone come first, empty slots last.

    Somebody whose age is in doubt gets the child's.
    """
    fitting = [each for each in instruments if age_group in each.for_ages]
    return sorted(
        fitting,
        key=lambda each: (each.status is FormStatus.SLOT, len(each.for_ages), each.code),
    )
