"""Handing a report to another desk: its keys go with it and do not stay behind."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk, Organisation
from amparo.kernel.vault.keyring import Keyring, hand_over, take_back, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.reports.choices import Side, StepReason
from amparo.reports.errors import ExcludedThere, NotAllowedHere
from amparo.reports.models import Exclusion, Message, Report
from amparo.reports.permissions import can_move_report
from amparo.reports.services.intake import hours_for
from amparo.reports.services.locking import forget_the_hour, locked, take_step
from amparo.reports.services.tokens import replace_tokens
from amparo.reports.states import FORWARDED
from amparo.reports.text import read_words

FORWARDING = system_actor("forwarding")


def desks_for(report: Report) -> list[Desk]:
    """Desks that could receive a report: they take reports in, and are not excluded from it."""
    excluded = Exclusion.objects.filter(report=report).exclude(organisation=None)
    desks = _receiving().exclude(pk=report.desk_id)
    return list(desks.exclude(organisation__in=excluded.values("organisation")))


def forward_report(
    *,
    actor: Actor,
    report_id: UUID,
    opened_version: int,
    desk: UUID,
    reason: StepReason,
    leave_own_out: bool = False,
) -> Report:
    """Hand a report to another receiving desk; this one can no longer open it.

    ``leave_own_out`` also excludes this desk's institution for good (conflict of interest).

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied, ChangedSinceOpened: nothing was changed.
        NotAllowedHere, ExcludedThere: that desk cannot have it.
        KeyringClosed: this desk's people hold its keys, and the actor's key ring is closed.
    """
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_move_report, actor, report, FORWARDED)
        claim_version(report, opened_version)
        origin = report.desk.organisation
        target = _target(report, desk, origin if leave_own_out else None)
        ring = unlock(actor, [report.subject], door.on)
        with acting(FORWARDING, holds=[report.pk]):  # half-way it is at neither desk
            _hand_over(report, target, ring)
            if leave_own_out:
                Exclusion.objects.get_or_create(report=report, organisation=origin, membership=None)
            _start_clock(report, target)
            report.save()
            take_step(actor, report, FORWARDED, reason)
        record(actor, Verb.REPORT_MOVED, subjects=[report.subject], target=FORWARDED, reason=reason)
    return report


def _target(report: Report, desk: UUID, leaving_out: Organisation | None) -> Desk:
    chosen = _receiving().filter(public_id=desk).first()
    if chosen is None or chosen.pk == report.desk_id:
        raise NotAllowedHere("desk")
    if chosen.organisation == leaving_out or chosen not in desks_for(report):
        raise ExcludedThere
    return chosen


def _receiving() -> QuerySet[Desk]:
    return Desk.objects.filter(receives_reports=True).select_related("organisation")


def _hand_over(report: Report, target: Desk, ring: Keyring) -> None:
    """New wraps first, then the old desk's go; tokens are made anew for the new institution.

    Raises KeyringClosed: the sending desk's people hold its keys, and hers is not open.
    """
    ring.demand(report.subject, DataClass.REPORT)
    hand_over(ring, report.subject, ensure_recipient(RecipientKind.DESK, target.public_id))
    take_back(report.subject, report.desk.public_id)
    if target.organisation_id != report.desk.organisation_id:
        replace_tokens(report, _words_of(report, ring), target.organisation.public_id)
    report.desk = target


def _words_of(report: Report, ring: Keyring) -> str:
    said = [read_words(ring, report, name) for name in ("narrative", "place_text")]
    for message in Message.objects.filter(report=report, side=Side.REPORTER):
        said.append(read_words(ring, message, "text"))
    return "\n".join(words or "" for words in said)


def _start_clock(report: Report, target: Desk) -> None:
    """The new desk's clock counts from now, so it tells nothing of when the report came."""
    forget_the_hour(report)
    report.new_message = False
    report.closing_reason, report.closing_asked_by = "", None
    hours = hours_for(report.urgency, target.country)
    report.due_at = clock.now() + timedelta(hours=hours)
