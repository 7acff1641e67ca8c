"""What the desk does with a report: each form is parsed, handed to its service, and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.ui.forms import StaffForm
from amparo.reports.choices import ClosingReason, MentionedAs, StepReason, TriageReason
from amparo.reports.forms.desk import (
    AnswerForm,
    CloseForm,
    ConfirmForm,
    ForwardForm,
    MentionForm,
    StepForm,
    TriageForm,
)
from amparo.reports.models import Report
from amparo.reports.services.answering import answer_report
from amparo.reports.services.closing import close_report, confirm_closing, keep_open
from amparo.reports.services.exclusions import exclude
from amparo.reports.services.forwarding import desks_for, forward_report
from amparo.reports.services.mentions import mention_person
from amparo.reports.services.triage import Decision, move_report, triage_report
from amparo.reports.states import CLOSED
from amparo.reports.views.desk import exclude_form, report_page

Service = Callable[..., Any]


@require_POST
def triage(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = TriageForm.opened(request, report=_seen(request, report_id))

    def classify(*, version: int, reason: str, **decided: Any) -> Report:
        decision = Decision(reason=TriageReason(reason), **decided)
        return triage_report(
            actor=request.actor, report_id=report_id, opened_version=version, decision=decision
        )

    return _done(request, report_id, "triage", form, classify, _("Clasificado."))


@require_POST
def answer(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = AnswerForm.opened(request, auto_id="answer_%s")

    def write(*, text: str, expects_answer: bool) -> Report:
        return answer_report(
            actor=request.actor, report_id=report_id, text=text, expects_answer=expects_answer
        )

    return _done(request, report_id, "answer", form, write, _("El mensaje espera en el buzón."))


@require_POST
def step(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = StepForm.opened(request, report=_seen(request, report_id), auto_id="step_%s")

    def move(*, version: int, target: str, reason: str) -> Report:
        return move_report(
            actor=request.actor,
            report_id=report_id,
            opened_version=version,
            target=target,
            reason=StepReason(reason),
        )

    return _done(request, report_id, "step", form, move, _("Hecho."))


@require_POST
def forward(request: ActorRequest, report_id: UUID) -> HttpResponse:
    desks = desks_for(_seen(request, report_id))
    form = ForwardForm.opened(request, desks=desks, auto_id="forward_%s")

    def send(*, version: int, desk: str, reason: str, leave_own_out: bool) -> Report:
        return forward_report(
            actor=request.actor,
            report_id=report_id,
            opened_version=version,
            desk=UUID(desk),
            reason=StepReason(reason),
            leave_own_out=leave_own_out,
        )

    said = _("Lo tiene la otra mesa. La suya ya no puede abrirlo.")
    return _done(request, report_id, "forward", form, send, said, leaves=True)


@require_POST
def close(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = CloseForm.opened(request, auto_id="close_%s")

    def end(*, version: int, reason: str) -> Report:
        return close_report(
            actor=request.actor,
            report_id=report_id,
            opened_version=version,
            reason=ClosingReason(reason),
        )

    return _done(request, report_id, "close", form, end, _closing_words)


@require_POST
def confirm(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = ConfirmForm.opened(request, auto_id="confirm_%s")
    service = _versioned(request, confirm_closing, report_id)
    return _done(request, report_id, "confirm", form, service, _("Cerrado."))


@require_POST
def keep(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = ConfirmForm.opened(request, auto_id="keep_%s")
    service = _versioned(request, keep_open, report_id)
    return _done(request, report_id, "keep", form, service, _("Sigue abierto."))


@require_POST
def leave_out(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = exclude_form(_seen(request, report_id), request.POST)

    def out(*, person: str, organisation: str) -> object:
        return exclude(
            actor=request.actor,
            report_id=report_id,
            membership=UUID(person) if person else None,
            organisation=UUID(organisation) if organisation else None,
        )

    said = _("Queda fuera de este aviso, también si cambia de mesa.")
    return _done(request, report_id, "exclude", form, out, said)


@require_POST
def mention(request: ActorRequest, report_id: UUID) -> HttpResponse:
    form = MentionForm.opened(request, auto_id="mention_%s")

    def note(*, role: str, alias: str, details: str) -> object:
        return mention_person(
            actor=request.actor,
            report_id=report_id,
            role=MentionedAs(role),
            alias=alias,
            details=details,
        )

    return _done(request, report_id, "mention", form, note, _("Anotado, sin abrir ninguna ficha."))


def _done(
    request: ActorRequest,
    report_id: UUID,
    name: str,
    form: StaffForm,
    service: Callable[..., Any],
    said: str | Callable[[Any], str],
    *,
    leaves: bool = False,
) -> HttpResponse:
    """Call the service with the form's answers; back to the report, or to what must be mended."""
    if form.is_valid():
        try:
            result = service(**form.cleaned_data)
        except Report.DoesNotExist:
            raise Http404 from None
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, said if isinstance(said, str) else said(result))
            return redirect("reports:queue") if leaves else redirect("reports:detail", report_id)
    return report_page(request, report_id, refused=(name, form))


def _add(form: StaffForm, refusal: ValidationError) -> None:
    """Put each refusal beside its field, or above the form when it has no such field."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, messages_ in refusal.message_dict.items():
        for message in messages_:
            form.add_error(field if field in form.fields else None, message)


def _versioned(request: ActorRequest, service: Service, report_id: UUID) -> Service:
    return lambda *, version: service(
        actor=request.actor, report_id=report_id, opened_version=version
    )


def _seen(request: ActorRequest, report_id: UUID) -> Report:
    """The report in codes alone, to build its form; no word is read."""
    with reading(request.actor) as door:
        visible = Report.objects.visible_to(request.actor, on=door.on)
        report = visible.select_related("desk__organisation").filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def _closing_words(report: Report) -> str:
    if report.state == CLOSED:
        return _("Cerrado.")
    return _("Hay señales de explotación: otra persona, de supervisión, debe confirmar el cierre.")
