"""Closing a report: with signs of exploitation, two people do it."""

from __future__ import annotations

from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.reports.choices import ClosingReason
from amparo.reports.errors import NotAllowedHere
from amparo.reports.models import Report
from amparo.reports.permissions import (
    can_close_report,
    can_confirm_closing,
    can_triage_report,
    waits_for_second_person,
)
from amparo.reports.services.locking import forget_the_hour, locked, take_step
from amparo.reports.states import CLOSED


def close_report(
    *, actor: Actor, report_id: UUID, opened_version: int, reason: ClosingReason
) -> Report:
    """Close a report; where a second person must confirm, ask for her and leave it open.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied, ChangedSinceOpened: nothing was changed.
    """
    if reason not in ClosingReason.values:
        raise NotAllowedHere("reason")
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_close_report, actor, report)
        claim_version(report, opened_version)
        asks = waits_for_second_person(actor, report)
        report.closing_reason = reason
        report.new_message = False
        forget_the_hour(report)
        if asks:
            report.closing_asked_by_id = actor.membership_id
        report.save()
        if not asks:
            take_step(actor, report, CLOSED, reason)
        record(actor, Verb.REPORT_MOVED, subjects=[report.subject], target=CLOSED, asked=asks)
    return report


def confirm_closing(*, actor: Actor, report_id: UUID, opened_version: int) -> Report:
    """The second person agrees: the report is closed for the reason that was given.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied, ChangedSinceOpened: nothing was changed.
    """
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_confirm_closing, actor, report)
        claim_version(report, opened_version)
        report.save()
        take_step(actor, report, CLOSED, report.closing_reason)
        record(actor, Verb.REPORT_MOVED, subjects=[report.subject], target=CLOSED, confirmed=True)
    return report


def keep_open(*, actor: Actor, report_id: UUID, opened_version: int) -> Report:
    """Anybody who may triage it withdraws or refuses the closing that was asked for.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied, ChangedSinceOpened: nothing was changed.
    """
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_triage_report, actor, report)
        claim_version(report, opened_version)
        if report.state != CLOSED:
            report.closing_reason, report.closing_asked_by = "", None
        report.save()
        record(actor, Verb.REPORT_MOVED, subjects=[report.subject], target=report.state)
    return report
