"""Reports taken in by the real service; the receipt is the only way to their mailbox."""

from __future__ import annotations

from typing import Any, NamedTuple

from amparo.kernel.organisations.models import Desk
from amparo.reports.models import Report
from amparo.reports.receipts import Receipt
from amparo.reports.services.intake import Told, take_in
from tests.factories.kernel import DeskFactory

NARRATIVE = "En el taller de la esquina hay gente que no sale nunca."


class Taken(NamedTuple):
    report: Report
    receipt: Receipt


def taken_in(desk: Desk | None = None, narrative: str = NARRATIVE, **told: Any) -> Taken:
    """A report at a given receiving desk, or at a fresh one."""
    desk = desk or DeskFactory(receives_reports=True)
    receipt = take_in(told=Told(narrative=narrative, **{"country": desk.country, **told}))
    report = Report.objects.select_related("desk__organisation").get(locator=receipt.locator)
    if report.desk_id != desk.pk:
        raise AssertionError("another desk of the same country receives reports: make one desk")
    return Taken(report, receipt)
