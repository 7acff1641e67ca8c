"""What every change of a report by its desk has in common: lock, step, forgotten hour."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door
from amparo.kernel.workflow.services import advance
from amparo.reports.models import Report
from amparo.reports.states import report_machine


def locked(actor: Actor, door: Door, report_id: UUID) -> Report:
    """The report, locked, if the actor may see it.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
    """
    visible = Report.objects.visible_to(actor, on=door.on).select_for_update(of=("self",))
    return visible.select_related("desk__organisation").get(pk=report_id)


def forget_the_hour(report: Report) -> None:
    """From the first decision on, only the day of arrival is kept and no clock tells its hour."""
    day = report.received_at.astimezone(UTC).date()
    report.received_at = datetime.combine(day, time.min, tzinfo=UTC)
    report.due_at = None


def take_step(actor: Actor, report: Report, target: str, reason: str) -> None:
    """Move a saved, locked report along its machine and write the step down.

    Raises:
        IllegalTransition, Denied, StepRefused: the machine, the role or a guard says no.
    """
    step = advance(
        actor=actor,
        machine=report_machine(),
        subject=report.subject,
        source=report.state,
        target=target,
        reason=reason,
    )
    report.state = step.target
    report.save(update_fields=["state"])
