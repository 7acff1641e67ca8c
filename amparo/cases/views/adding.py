"""Whatever is appended to a file: events, needs, goals, notes, originals, colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.cases import services
from amparo.cases.forms.consent import TeamForm
from amparo.cases.forms.versioned import done
from amparo.cases.forms.work import EventForm, FileForm, GoalForm, NeedForm, NoteForm
from amparo.cases.pages.sharing import colleagues_of
from amparo.cases.views.common import case_to_change, file_to_change
from amparo.cases.views.file import events_page, notes_page, plan_page, team_page
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.files.services import LIMIT_BYTES


@require_POST
def add_event(request: ActorRequest, public_id: UUID) -> HttpResponse:
    case = case_to_change(request, public_id)
    form = EventForm.opened(request)
    if done(
        form,
        lambda _given: services.add_event(
            actor=request.actor, case_id=case.pk, fields=form.fields_to_keep, on=clock.today()
        ),
    ):
        return _saved(request, "cases:events", public_id)
    return events_page(request, public_id, form)


@require_POST
def add_need(request: ActorRequest, public_id: UUID) -> HttpResponse:
    case = case_to_change(request, public_id)
    form = NeedForm.opened(request, auto_id="need_%s")
    act = _with(services.add_need, request, case.pk)
    if done(form, act):
        return _saved(request, "cases:plan", public_id)
    return plan_page(request, public_id, need=form)


@require_POST
def add_goal(request: ActorRequest, public_id: UUID) -> HttpResponse:
    case = case_to_change(request, public_id)
    form = GoalForm.opened(request, auto_id="goal_%s")
    if done(form, _with(services.add_goal, request, case.pk)):
        return _saved(request, "cases:plan", public_id)
    return plan_page(request, public_id, goal=form)


@require_POST
def add_note(request: ActorRequest, public_id: UUID) -> HttpResponse:
    case = case_to_change(request, public_id)
    form = NoteForm.opened(request, auto_id="note_%s")
    if done(form, _with(services.add_note, request, case.pk)):
        return _saved(request, "cases:notes", public_id)
    return notes_page(request, public_id, note=form)


@require_POST
def add_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    case = case_to_change(request, public_id)
    dropped = not request.FILES and int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT_BYTES
    form = FileForm.opened(request, auto_id="file_%s", dropped=dropped)
    if done(form, lambda given: _attach(request, case.pk, given["document"])):
        return _saved(request, "cases:notes", public_id)
    return notes_page(request, public_id, upload=form)


def _attach(request: ActorRequest, case_id: int, upload: Any) -> None:
    services.attach_file(
        actor=request.actor,
        case_id=case_id,
        name=upload.name or "",
        content=upload.read(),
        on=clock.today(),
    )


@require_POST
def join_team(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        form = TeamForm.opened(request, colleagues=colleagues_of(file))
        case = file.case
    if done(
        form,
        lambda given: services.join_team(
            actor=request.actor, case_id=case.pk, membership=given["colleague"], on=clock.today()
        ),
    ):
        return _saved(request, "cases:team", public_id)
    return team_page(request, public_id, form)


def _with(service: Any, request: ActorRequest, case_id: int) -> Any:
    """A service of a case that takes the form's answers by name and the day."""
    return lambda given: service(actor=request.actor, case_id=case_id, on=clock.today(), **given)


def _saved(request: ActorRequest, view: str, public_id: UUID) -> HttpResponse:
    messages.success(request, _("Guardado."))
    return redirect(view, public_id)
