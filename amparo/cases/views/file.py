"""The tabs of a file: each is a page, and each reading of it is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amparo.cases.due import due_among
from amparo.cases.forms.consent import TeamForm
from amparo.cases.forms.work import EventForm, FileForm, GoalForm, NeedForm, NoteForm
from amparo.cases.models import Case
from amparo.cases.pages import sharing, timeline, work
from amparo.cases.pages.file import CaseFile, profile_of
from amparo.cases.views.common import INVALID, answer, file_page, frame, fresh
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.ui.slots import panels_for


@require_GET
def show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Summary: what she decided, what is due, the line of time and who sees what."""
    with file_page(request, public_id) as file:
        context = frame(file, "show") | _summary(file)
        context["panels"] = [
            *panels_for("person", file.actor, file.case.person.public_id),
            *panels_for("case", file.actor, public_id),
        ]
        file.show(*file.parts)
    return render(request, "cases/show.html", context)


def _summary(file: CaseFile) -> dict[str, Any]:
    events, notes = work.events_of(file), work.notes_of(file)
    consents, needs = sharing.consents_of(file), work.needs_of(file)
    steps = work.steps_of(file)
    moments = timeline.timeline(events=events, notes=notes, steps=steps, consents=consents)
    mine = Case.objects.filter(pk=file.case.pk) if file.can_change else Case.objects.none()
    return {
        "decisions": timeline.decisions(notes=notes, needs=needs, consents=consents),
        "due": due_among(file.door, mine),
        "moments": moments[: timeline.SHOWN],
        "profile": profile_of(file),
        "matrix": sharing.matrix_of(file),
        "steps": work.steps_open(file),
        "version": file.case.version,
    }


@require_GET
def events(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return events_page(request, public_id)


def events_page(
    request: ActorRequest, public_id: UUID, form: EventForm | None = None
) -> HttpResponse:
    form = form or fresh(EventForm, request, "event")
    with file_page(request, public_id) as file:
        told = work.events_of(file)
        context = frame(file, "events") | {"events": told, "route": work.route_of(told)}
        file.show("events")
    return answer(request, "events", context | {"form": form}, form)


@require_GET
def plan(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return plan_page(request, public_id)


def plan_page(request: ActorRequest, public_id: UUID, **sent: StaffForm) -> HttpResponse:
    need = sent.get("need") or fresh(NeedForm, request, "need", auto_id="need_%s")
    goal = sent.get("goal") or fresh(GoalForm, request, "goal", auto_id="goal_%s")
    with file_page(request, public_id) as file:
        context = frame(file, "plan") | {
            "needs": work.needs_of(file),
            "goals": work.goals_of(file),
            "steps": work.steps_open(file),
            "version": file.case.version,
        }
        file.show("needs", "plan")
    return answer(request, "plan", context | {"need": need, "goal": goal}, need, goal)


@require_GET
def notes(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return notes_page(request, public_id)


def notes_page(request: ActorRequest, public_id: UUID, **sent: StaffForm) -> HttpResponse:
    note = sent.get("note") or fresh(NoteForm, request, "note", auto_id="note_%s")
    upload = sent.get("upload") or fresh(FileForm, request, "file", auto_id="file_%s")
    with file_page(request, public_id) as file:
        context = frame(file, "notes") | {
            "notes": work.notes_of(file),
            "files": work.files_of(file),
        }
        file.show("notes", "files")
    return answer(request, "notes", context | {"note": note, "upload": upload}, note, upload)


@require_GET
def permissions(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return permissions_page(request, public_id)


def permissions_page(
    request: ActorRequest, public_id: UUID, refusals: Sequence[str] = ()
) -> HttpResponse:
    with file_page(request, public_id) as file:
        context = frame(file, "sharing") | {
            "matrix": sharing.matrix_of(file),
            "consents": sharing.consents_of(file),
            "refusals": refusals,
        }
        file.show("consents")
    return render(request, "cases/sharing.html", context, status=INVALID if refusals else 200)


@contextmanager
def team_file(request: ActorRequest, public_id: UUID) -> Iterator[CaseFile]:
    """The file, for its team alone: a desk with a share gets the same 404 as anybody else."""
    with file_page(request, public_id) as file:
        if not file.team:
            raise Http404
        yield file


@require_GET
def team(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return team_page(request, public_id)


def team_page(request: ActorRequest, public_id: UUID, sent: TeamForm | None = None) -> HttpResponse:
    with team_file(request, public_id) as file:
        form = sent or TeamForm(colleagues=sharing.colleagues_of(file))
        context = frame(file, "team") | {"members": sharing.team_of(file), "form": form}
        file.show("team")
    return answer(request, "team", context, form)


@require_GET
def history(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with team_file(request, public_id) as file:
        context = frame(file, "history") | {"taken": work.steps_of(file)}
        file.show("steps")
    return render(request, "cases/history.html", context)


@require_GET
def readings(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with team_file(request, public_id) as file:
        context = frame(file, "readings") | {"readings": sharing.readings_of(file)}
        file.show("readings")
    return render(request, "cases/readings.html", context)
