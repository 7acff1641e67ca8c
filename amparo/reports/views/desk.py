"""`/avisos/`: the desk's queue, and one report with everything that can be done with it."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Permission
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.ui.slots import panels_for
from amparo.reports import cursor
from amparo.reports.forms.desk import (
    AnswerForm,
    CloseForm,
    ConfirmForm,
    ExcludeForm,
    ForwardForm,
    MentionForm,
    StepForm,
    TriageForm,
)
from amparo.reports.models import Report
from amparo.reports.permissions import (
    can_answer_report,
    can_close_report,
    can_confirm_closing,
    can_move_report,
    can_triage_report,
)
from amparo.reports.services.exclusions import able_at_desk
from amparo.reports.services.forwarding import desks_for
from amparo.reports.services.opening import OpenedReport, QueuePage, list_queue, open_report
from amparo.reports.states import (
    CLOSED,
    ELSEWHERE,
    EVERY,
    FORWARDED,
    IN_WORK,
    PLAIN_STEPS,
    WAITING,
)


class Tab(NamedTuple):
    name: str
    label: Any
    states: tuple[str, ...]


TABS = (
    Tab("atender", _("Por atender"), WAITING),
    Tab("trabajo", _("En trabajo"), IN_WORK),
    Tab("mensajes", _("Con mensaje nuevo"), EVERY),
    Tab("pasados", _("Pasados o unidos"), ELSEWHERE),
    Tab("cerrados", _("Cerrados"), (CLOSED,)),
)


@require_safe
def queue(request: ActorRequest) -> HttpResponse:
    """What waits, heaviest first; 25 to a page, and the next page starts after a place."""
    if not request.actor.has(Permission.REPORT_READ):
        raise Http404
    tab = next((tab for tab in TABS if tab.name == request.GET.get("ver")), TABS[0])
    page = list_queue(
        actor=request.actor,
        states=tab.states,
        after=cursor.read(request.GET.get("tras", "")),
        with_new_message=tab.name == "mensajes",
    )
    context = {
        "page": page,
        "now": clock.now(),
        "tab": tab.name,
        "tabs": [(one.name, one.label, _count(one, page), one is tab) for one in TABS],
        "next": cursor.written(page.next_place),
        "started": "tras" in request.GET,
    }
    return render(request, "reports/queue.html", context)


@require_safe
def detail(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """One report; opening it is recorded."""
    return report_page(request, report_id)


def report_page(
    request: ActorRequest, report_id: UUID, *, refused: tuple[str, StaffForm] | None = None
) -> HttpResponse:
    """The page of a report, with the form that was ``refused`` (its name and itself) as sent."""
    try:
        opened = open_report(actor=request.actor, report_id=report_id)
    except Report.DoesNotExist:
        raise Http404 from None
    forms = forms_for(request, opened)
    if refused is not None:
        forms[refused[0]] = _for_this_version(refused[1], opened.report)
    context = {
        "opened": opened,
        "report": opened.report,
        "forms": forms,
        "refused": refused[1] if refused else None,
        "history": [(step, opened.authors[step.actor]) for step in opened.steps],
        "panels": panels_for("report", request.actor, opened.report.pk),
        "now": clock.now(),
    }
    return render(request, "reports/detail.html", context, status=422 if refused else 200)


def _for_this_version(form: StaffForm, report: Report) -> StaffForm:
    """The page shows the report as it is now, so sending the same form again is informed."""
    if "version" in form.fields:
        form.data = {**form.data.dict(), "version": report.version}  # type: ignore[attr-defined]  # a QueryDict
    return form


def forms_for(request: ActorRequest, opened: OpenedReport) -> dict[str, StaffForm]:
    """An empty form for each thing this actor may do with the report now."""
    actor, report = request.actor, opened.report
    version = {"version": report.version}
    forms: dict[str, StaffForm] = {}
    if can_triage_report(actor, report):
        forms["triage"] = TriageForm.opened(request, draft="triage", report=report)
        forms["mention"] = MentionForm.opened(request, draft="mention", auto_id="mention_%s")
        forms["exclude"] = exclude_form(report)
    if can_answer_report(actor, report):
        forms["answer"] = AnswerForm.opened(request, draft="answer", auto_id="answer_%s")
    if any(can_move_report(actor, report, target) for target in PLAIN_STEPS):
        forms["step"] = StepForm(report=report, initial=version, auto_id="step_%s")
    desks = desks_for(report)
    if desks and can_move_report(actor, report, FORWARDED):
        forms["forward"] = ForwardForm(desks=desks, initial=version, auto_id="forward_%s")
    if report.closing_asked_by_id is not None and report.state != CLOSED:
        forms["keep"] = ConfirmForm(initial=version, auto_id="keep_%s")
        if can_confirm_closing(actor, report):
            forms["confirm"] = ConfirmForm(initial=version, auto_id="confirm_%s")
    elif can_close_report(actor, report):
        forms["close"] = CloseForm(initial=version, auto_id="close_%s")
    return forms


def exclude_form(report: Report, sent: Any = None) -> ExcludeForm:
    """Whom this desk can leave out: its own people, or any institution."""
    colleagues = able_at_desk(report, Permission.REPORT_READ, clock.today())
    return ExcludeForm(
        sent,
        colleagues=list(colleagues.select_related("user").order_by("user__display_name", "pk")),
        organisations=list(Organisation.objects.exclude(pk=report.desk.organisation_id)),
        auto_id="exclude_%s",
    )


def _count(tab: Tab, page: QueuePage) -> int:
    if tab.name == "mensajes":
        return page.new_messages
    return sum(page.counts.get(state, 0) for state in tab.states)
