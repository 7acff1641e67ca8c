"""Who may do what with a report. Every predicate is asked of a report the actor already sees."""

from __future__ import annotations

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission, Role
from amparo.reports.models import Report
from amparo.reports.states import CLOSED, steps_from


def can_read_report(actor: Actor, report: Report) -> bool:
    """The queryset decides."""
    return Report.objects.visible_to(actor, on=clock.today()).filter(pk=report.pk).exists()


def can_triage_report(actor: Actor, report: Report) -> bool:
    """Only at the desk that holds it."""
    return actor.has(Permission.REPORT_TRIAGE) and report.desk_id == actor.desk_id


def can_answer_report(actor: Actor, report: Report) -> bool:
    """Only the desk that holds it answers in its mailbox."""
    return actor.has(Permission.REPORT_ANSWER) and report.desk_id == actor.desk_id


def can_move_report(actor: Actor, report: Report, target: str) -> bool:
    """The machine has the step, and the actor holds the step's permission at that desk."""
    step = steps_from(report).get(target)
    return step is not None and actor.has(step.permission) and report.desk_id == actor.desk_id


def can_close_report(actor: Actor, report: Report) -> bool:
    """Closes at once, or asks for the second person when there are signs of exploitation."""
    return can_move_report(actor, report, CLOSED)


def needs_second_person(report: Report) -> bool:
    """With signs of exploitation, or when nobody looked for them, one person never closes alone."""
    return report.indicators is None or report.indicators > 0


def waits_for_second_person(actor: Actor, report: Report) -> bool:
    """Whether closing now only asks for it, because the machine guards this step."""
    step = steps_from(report).get(CLOSED)
    guarded = step is not None and "report.second_person_when_signs" in step.guards
    return guarded and needs_second_person(report) and not can_confirm_closing(actor, report)


def can_confirm_closing(actor: Actor, report: Report) -> bool:
    """A supervisor, and never the person who asked for it."""
    asked_by = report.closing_asked_by
    return (
        asked_by is not None
        and asked_by.user_id != actor.user_id
        and actor.role is Role.INTAKE_SUPERVISOR
        and can_close_report(actor, report)
    )


def can_exclude_from_report(actor: Actor, report: Report) -> bool:
    """Whoever may triage says who has an interest in it."""
    return can_triage_report(actor, report)
