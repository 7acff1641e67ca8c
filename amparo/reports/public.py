"""What other apps may use of reports: headings in codes, and the people whom a report mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import unlock
from amparo.reports import form_token
from amparo.reports.choices import MentionedAs
from amparo.reports.models import Report
from amparo.reports.receipt_keys import ReceiptKeys, derive_for_visit, new_salt
from amparo.reports.receipts import fold, new_locator
from amparo.reports.services.opening import Mentioned, mentioned_in
from amparo.reports.text import cleaned

__all__ = [
    "Heading",
    "Mentioned",
    "MentionedAs",
    "ReceiptKeys",
    "cleaned",
    "derive_for_visit",
    "fold",
    "form_token",
    "headings",
    "mentioned",
    "new_locator",
    "new_salt",
]


@dataclass(frozen=True)
class Heading:
    """A report in a line of somebody else's list; ``modality`` "" is undetermined."""

    id: UUID
    short: str
    state: str
    urgency: str
    modality: str
    country: str
    received_on: date


def headings(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Heading]:
    """Headings of those reports that exist for this actor; the others are left out."""
    with reading(actor) as door:
        visible = Report.objects.visible_to(actor, on=door.on)
        reports = list(visible.filter(pk__in=list(ids)))
    return {
        report.pk: Heading(
            id=report.pk,
            short=report.short,
            state=report.state,
            urgency=report.urgency,
            modality=report.modality,
            country=report.country,
            received_on=report.received_at.date(),
        )
        for report in reports
    }


def mentioned(actor: Actor, report_id: UUID) -> list[Mentioned]:
    """People whom a report speaks of, in its own words; empty when it does not exist for the
    actor. They are no files and no figure. The reading is recorded."""
    with reading(actor) as door:
        report = Report.objects.visible_to(actor, on=door.on).filter(pk=report_id).first()
        if report is None:
            return []
        people = mentioned_in(report, unlock(actor, [report.subject], door.on))
        door.saw(Verb.REPORT_READ, [report.subject], ("alias", "details"))
    return people
