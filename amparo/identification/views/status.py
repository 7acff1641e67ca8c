"""Her status: what stands, what may follow, and taking a step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.identification import services
from amparo.identification.choices import MACHINE, Ground
from amparo.identification.evidence import Evidence, accepted_evidence
from amparo.identification.forms import ConversationForm, DecisionForm, add_errors
from amparo.identification.models import StatusDecision
from amparo.identification.pages import OpenFile, StepOffered, status_page, steps_of
from amparo.identification.said import status_words
from amparo.identification.services.deciding import REASONED
from amparo.identification.views.common import answer, file_to_work_on, frame, status_file
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.workflow import machine


@require_safe
def status(request: ActorRequest, person: UUID) -> HttpResponse:
    """What stands, who decided it, its history, and what is missing for each next step."""
    return _status(request, person, ConversationForm.opened(request, draft="talk"))


def _status(
    request: ActorRequest,
    person: UUID,
    talk: ConversationForm,
    refused: StaffForm | None = None,
) -> HttpResponse:
    with status_file(request, person) as file:
        context = frame(file, "status") | status_page(file)
        file.show()
    context |= {"talk": talk, "refused": refused, "first_grounds": FIRST_GROUNDS}
    return answer(request, "status", context, talk, *([refused] if refused else []))


FIRST_GROUNDS = (Ground.SIGNS, Ground.OWN_STATEMENT)


@require_POST
def first_signs(request: ActorRequest, person: UUID) -> HttpResponse:
    """*Posible víctima*, with one press, by whoever has first contact."""
    with file_to_work_on(request, person) as file:
        person_id = file.person.pk
    refused = StaffForm(request.POST)
    try:
        services.record_first_signs(
            actor=request.actor,
            person_id=person_id,
            ground=request.POST.get("ground", ""),
            on=clock.today(),
        )
    except ValidationError as error:
        add_errors(refused, error)
        return _status(request, person, ConversationForm(), refused)
    return redirect("identification:status", person)


@require_POST
def talk(request: ActorRequest, person: UUID) -> HttpResponse:
    """Write down what was talked over with her."""
    with file_to_work_on(request, person) as file:
        person_id = file.person.pk
    form = ConversationForm(request.POST)
    if form.is_valid():
        try:
            services.record_conversation(
                actor=request.actor, person_id=person_id, on=clock.today(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("identification:status", person)
    return _status(request, person, form)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActorRequest, person: UUID, target: str) -> HttpResponse:
    """One step: what it needs, and what still stands in the way."""
    with file_to_work_on(request, person) as file:
        offered, form = _step_form(request, file, target)
        context, person_id = frame(file, "status"), file.person.pk
        file.show()
    if request.method == "POST" and form.is_valid():
        today = clock.today()
        try:
            services.decide_status(
                actor=request.actor,
                person_id=person_id,
                after=form.cleaned_data["after"],
                fields=form.decision(today=today),
                on=today,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("identification:status", person)
    context |= {"form": form, "step": offered, "target": status_words(target)}
    return answer(request, "step", context, form)


def _step_form(
    request: ActorRequest, file: OpenFile, target: str
) -> tuple[StepOffered, DecisionForm]:
    """The step out of the status that stands. Raises Http404 when there is none or not for her."""
    last = StatusDecision.objects.current([file.person.pk]).get(file.person.pk)
    steps = {each.target: each for each in steps_of(file, last.status)} if last else {}
    offered = steps.get(target)
    if last is None or offered is None or offered.who:
        raise Http404
    declared = machine(MACHINE).transition(last.status, target)
    evidence = _evidence(file, target) if declared.evidence_required else None
    if evidence == []:
        missing = _("Este paso se apoya en un documento: súbalo antes a los archivos de la ficha.")
        offered = replace(offered, missing=[*offered.missing, missing])
    kwargs: dict[str, Any] = {
        "status": target,
        "reason_required": declared.reason_required,
        "reasoned": target in REASONED,
        "evidence": evidence,
        "initial": {"after": last.public_id, "decided_on": file.door.on},
    }
    return offered, DecisionForm.opened(request, **kwargs)


def _evidence(file: OpenFile, target: str) -> list[Evidence]:
    return accepted_evidence(file.actor, file.person, target, file.ring, on=file.door.on)
