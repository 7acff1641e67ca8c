"""Deciding how urgent a report is, and taking it to its next state."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.places import UnknownPlace, admin1
from amparo.kernel.reference import code_list
from amparo.reports.choices import StepReason, TriageReason
from amparo.reports.errors import NotAllowedHere
from amparo.reports.models import Report
from amparo.reports.permissions import can_move_report, can_triage_report
from amparo.reports.services.intake import UNDETERMINED, weight_of
from amparo.reports.services.locking import forget_the_hour, locked, take_step
from amparo.reports.states import PLAIN_STEPS, TRIAGED


@dataclass(frozen=True)
class Decision:
    """What the desk concludes. ``modality`` "" is undetermined; ``admin1`` "" is not known."""

    urgency: str
    reason: TriageReason
    indicators: int  # signs of exploitation recognised; 0 is an answer
    modality: str = ""
    admin1: str = ""


def triage_report(
    *, actor: Actor, report_id: UUID, opened_version: int, decision: Decision
) -> Report:
    """Classify a report, or classify it again; its hour of arrival is forgotten.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied, ChangedSinceOpened: nothing was changed.
        NotAllowedHere: a code is not on its list.
    """
    _check(decision)
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_triage_report, actor, report)
        claim_version(report, opened_version)
        _conclude(report, decision)
        report.save()  # before the step: its guards read what was concluded
        if report.state != TRIAGED:
            take_step(actor, report, TRIAGED, decision.reason)
        report.closing_reason, report.closing_asked_by = "", None
        report.save(update_fields=["closing_reason", "closing_asked_by"])
        record(
            actor,
            Verb.REPORT_TRIAGED,
            subjects=[report.subject],
            fields=["urgency", "modality", "admin1", "indicators"],
            urgency=decision.urgency,
            reason=decision.reason,
        )
    return report


def move_report(
    *, actor: Actor, report_id: UUID, opened_version: int, target: str, reason: StepReason
) -> Report:
    """Take one plain step: emergency told, joined to another report, passed on to first contact.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied: the machine has no such step, or the actor may not take it.
        ChangedSinceOpened: nothing was changed.
        StepRefused: a guard stands in the way.
    """
    if target not in PLAIN_STEPS:
        raise NotAllowedHere("target")
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_move_report, actor, report, target)
        claim_version(report, opened_version)
        forget_the_hour(report)
        report.new_message = False
        report.closing_reason, report.closing_asked_by = "", None
        report.save()
        take_step(actor, report, target, reason)
        record(actor, Verb.REPORT_MOVED, subjects=[report.subject], target=target, reason=reason)
    return report


def _conclude(report: Report, decision: Decision) -> None:
    report.urgency, report.weight = decision.urgency, weight_of(decision.urgency)
    report.modality = "" if decision.modality == UNDETERMINED else decision.modality
    report.admin1, report.indicators = decision.admin1, decision.indicators
    report.new_message = False
    forget_the_hour(report)


def _check(decision: Decision) -> None:
    allowed = {
        "urgency": code_list("urgency").codes,
        "modality": ("", *code_list("modality").codes),
        "reason": tuple(TriageReason.values),
    }
    for field, codes in allowed.items():
        if getattr(decision, field) not in codes:
            raise NotAllowedHere(field)
    if not 0 <= decision.indicators <= 99:
        raise NotAllowedHere("indicators")
    try:
        if decision.admin1:
            admin1(decision.admin1)
    except UnknownPlace:
        raise NotAllowedHere("admin1") from None
