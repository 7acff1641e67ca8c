"""Requests about people's own data."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.cases.public import copy_of
from amparo.kernel import clock
from amparo.kernel.access.approval_models import Approval, ApprovalKind
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.forms import StaffForm
from amparo.oversight import services
from amparo.oversight.forms import AnswerForm, AskForm, ConfirmForm, ReasonForm
from amparo.oversight.models import Outcome, RightKind, RightsRequest
from amparo.oversight.permissions import can_answer_rights, can_ask_for_her, only_answerable
from amparo.oversight.services.rights import is_held
from amparo.oversight.views.common import answer, for_whoever, put
from amparo.persons.public import NobodyToErase, Person

SHOWN = 200


@require_safe
@for_whoever(can_answer_rights)
def requests(request: ActorRequest) -> HttpResponse:
    """The register: what waits, the nearest deadline first, and what was answered."""
    with reading(request.actor) as door:
        mine = RightsRequest.objects.filter(organisation_id=request.actor.home)
        waiting = only_answerable(request.actor, mine.filter(outcome=Outcome.OPEN))
        past = mine.exclude(outcome=Outcome.OPEN).order_by("-answered_on")[:SHOWN]
        answered = only_answerable(request.actor, past)
        door.saw(Verb.RIGHTS_LISTED, {each.subject for each in waiting + answered})
    context = {"waiting": waiting, "answered": answered, "today": clock.today()}
    return render(request, "oversight/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever(can_answer_rights)
def one_request(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One request and its answer."""
    asked = _mine(request, public_id)
    form = AnswerForm.opened(request, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(
                actor=request.actor, request_id=asked.pk, on=clock.today(), **form.cleaned_data
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("La respuesta quedó anotada."))
            return redirect("oversight:request", public_id)
    return _request_page(request, asked, form)


@require_POST
@for_whoever(can_answer_rights)
def ask_second(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ask somebody else to approve the erasure."""
    asked, form = _mine(request, public_id), ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.ask_second_person(
                actor=request.actor, request_id=asked.pk, reason=form.cleaned_data["reason"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Se pidió la aprobación de una segunda persona."))
            return redirect("oversight:request", public_id)
    return _request_page(request, asked, AnswerForm(initial={"version": asked.version}), form)


@require_POST
@for_whoever(can_answer_rights)
def erase(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Erase her file; the second person's approval is asked again inside."""
    asked, form = _mine(request, public_id), ConfirmForm(request.POST)
    if form.is_valid():
        try:
            services.carry_out_erasure(
                actor=request.actor,
                request_id=asked.pk,
                version=form.cleaned_data["version"],
                on=clock.today(),
            )
        except ValidationError as refusal:
            put(form, refusal)
        except NobodyToErase as nobody:
            form.add_error(None, str(nobody.message))
        else:
            messages.success(
                request,
                _(
                    "Su expediente se borró. Pida un respaldo hoy: con él, los anteriores "
                    "ya no lo devuelven."
                ),
            )
            return redirect("oversight:requests")
    return _request_page(request, asked, AnswerForm(initial={"version": asked.version}), form)


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: ActorRequest, person: UUID) -> HttpResponse:
    """For her team: what she asked so far, a new request, and her copy."""
    _hers(request, person)
    form = AskForm.opened(request)
    if request.method == "POST" and form.is_valid():
        pk = _pk(request, person)
        try:
            services.ask_for_her(
                actor=request.actor, person_id=pk, kind=form.cleaned_data["kind"], on=clock.today()
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Quedó anotado. Tiene una fecha para responderle."))
            return redirect("oversight:rights_of", person)
    with reading(request.actor) as door:
        known = Person.objects.visible_to(request.actor, on=door.on).get(public_id=person)
        asked = list(RightsRequest.objects.filter(subject=person).order_by("-asked_on"))
        code_name = known.code_name
        door.saw(Verb.RIGHTS_LISTED, [person], ["code_name"])
    context = {"person": person, "code_name": code_name, "asked": asked, "form": form}
    return answer(request, "rights_of", context, form)


@require_safe
def her_copy(request: ActorRequest, person: UUID) -> HttpResponse:
    """Her copy on paper."""
    parts = _copy(request, person)
    return render(
        request, "oversight/copy.html", {"parts": parts, "person": person, "today": clock.today()}
    )


@require_safe
def her_copy_file(request: ActorRequest, person: UUID) -> HttpResponse:
    """Her copy for another program."""
    told = [{"title": part.title, "rows": part.rows} for part in _copy(request, person)]
    response = HttpResponse(
        json.dumps({"made_on": clock.today().isoformat(), "parts": told}, ensure_ascii=False),
        content_type="application/json",
    )
    response["Content-Disposition"] = 'attachment; filename="copia.json"'
    return response


def _copy(request: ActorRequest, person: UUID) -> Any:
    _hers(request, person)
    parts = copy_of(request.actor, person)
    if parts is None:
        raise Http404
    return parts


def _pk(request: ActorRequest, person: UUID) -> int:
    with reading(request.actor) as door:
        return Person.objects.visible_to(request.actor, on=door.on).get(public_id=person).pk


def _hers(request: ActorRequest, person: UUID) -> None:
    """Raises Http404, recorded, unless the actor serves on her team."""
    try:
        with reading(request.actor) as door:
            known = Person.objects.visible_to(request.actor, on=door.on)
            found = known.filter(public_id=person).first()
            if found is None:
                raise Http404
            require(can_ask_for_her, request.actor, found)
    except Denied as refusal:
        record_refusal(request.actor, refusal.predicate)
        raise Http404 from None


def _mine(request: ActorRequest, public_id: UUID) -> RightsRequest:
    with reading(request.actor):
        asked = RightsRequest.objects.filter(public_id=public_id).first()
        if asked is None or not can_answer_rights(request.actor, asked):
            raise Http404
    return asked


def _request_page(
    request: ActorRequest, asked: RightsRequest, form: AnswerForm, other: StaffForm | None = None
) -> HttpResponse:
    erasing = asked.kind == RightKind.ERASURE and asked.outcome == Outcome.OPEN
    today = clock.today()
    with reading(request.actor) as door:
        approved = Approval.objects.in_force(
            request.actor, ApprovalKind.ERASURE, clock.now(), about=asked.subject
        ).exists()
        door.saw(Verb.RIGHTS_LISTED, [asked.subject])
    context = {
        "asked": asked,
        "form": form,
        "erasing": erasing,
        "held": erasing and is_held(request.actor, asked.subject, today),
        "approved": erasing and approved,
        "reason": other if isinstance(other, ReasonForm) else ReasonForm(),
        "confirm": other
        if isinstance(other, ConfirmForm)
        else ConfirmForm(initial={"version": asked.version}),
        "today": today,
    }
    return answer(request, "request", context, form, *([other] if other else []))
