"""What the desk must do about reports now, for the staff's home."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.slots import DueItem
from amparo.reports.models import Report
from amparo.reports.permissions import can_answer_report, can_confirm_closing, can_triage_report
from amparo.reports.states import CLOSED, EVERY, WAITING
from amparo.reports.wording import modality_words, urgency_name

MOST = 50  # the queue has the rest


def due_reports(actor: Actor) -> list[DueItem]:
    """Reports that wait for a first reading, an answer or a second person; heaviest first."""
    with reading(actor) as door:
        visible = Report.objects.visible_to(actor, on=door.on).select_related("closing_asked_by")
        waiting = list(visible.in_states(WAITING).in_queue_order()[:MOST])
        wrote = list(visible.in_states(EVERY).filter(new_message=True).in_queue_order()[:MOST])
        asked = visible.exclude(state=CLOSED).exclude(closing_asked_by=None)
        closing = [one for one in asked[:MOST] if can_confirm_closing(actor, one)]
        waiting = [one for one in waiting if can_triage_report(actor, one)]
        wrote = [one for one in wrote if can_answer_report(actor, one)]
        shown = {report.subject for report in (*waiting, *wrote, *closing)}
        door.saw(Verb.REPORT_LISTED, shown, ["state", "urgency"])
    return [
        *(_to_triage(report) for report in waiting),
        *(_to_answer(report) for report in wrote),
        *(_to_confirm(report) for report in closing),
    ]


def _to_triage(report: Report) -> DueItem:
    return DueItem(
        label=_("Clasificar un aviso: %(urgency)s") % {"urgency": urgency_name(report.urgency)},
        about=_about(report),
        due_at=report.due_at,
        url=_address(report),
        act=_("Clasificar"),
        waits=_("quien avisó"),
    )


def _to_answer(report: Report) -> DueItem:
    return DueItem(
        label=_("Leer un mensaje nuevo"),
        about=_about(report),
        due_at=None,
        url=_address(report),
        act=_("Leer"),
        waits=_("quien avisó"),
    )


def _to_confirm(report: Report) -> DueItem:
    return DueItem(
        label=_("Confirmar un cierre"),
        about=_about(report),
        due_at=None,
        url=_address(report),
        act=_("Revisar"),
    )


def _about(report: Report) -> str:
    return f"{report.short} · {modality_words(report.modality)}"


def _address(report: Report) -> str:
    return reverse("reports:detail", args=[report.pk])
