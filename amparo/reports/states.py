"""The report's state machine (`reference/workflows/report.toml`) and what is said of it outside."""

from __future__ import annotations

from amparo.kernel.workflow import Machine, Transition, machine
from amparo.reports.models import Report

RECEIVED = "received"
TRIAGED = "triaged"
AWAITING_ANSWER = "awaiting_answer"
EMERGENCY_DISPATCHED = "emergency_dispatched"
LINKED = "linked"
FORWARDED = "forwarded"
PASSED_ON = "passed_on"
CLOSED = "closed"

# How the queue is cut. Together they hold every state of the machine; a test says so.
WAITING = (RECEIVED, FORWARDED)
IN_WORK = (TRIAGED, AWAITING_ANSWER, EMERGENCY_DISPATCHED)
ELSEWHERE = (LINKED, PASSED_ON)
OPEN = (*WAITING, *IN_WORK)
EVERY = (*OPEN, *ELSEWHERE, CLOSED)
# Steps that need nothing but their own reason; the others have a form of their own.
PLAIN_STEPS = (EMERGENCY_DISPATCHED, LINKED, PASSED_ON)


def report_machine() -> Machine:
    return machine("report")


def progress_of(report: Report) -> str:
    """All that whoever reported is ever told: a code of the list "report_progress"."""
    return report_machine().state(report.state).seen_as


def steps_from(report: Report) -> dict[str, Transition]:
    """The legal steps out of a report's state, by target."""
    return {step.target: step for step in report_machine().allowed(report.state)}
