"""Choosing an instrument, using it, and reading what it showed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.identification import services
from amparo.identification.forms import ScreeningForm, WaiverForm, add_errors
from amparo.identification.models import Screening
from amparo.identification.pages import OpenFile, asked_of
from amparo.identification.results import result_page
from amparo.identification.rules import instruments_for
from amparo.identification.said import label_words
from amparo.identification.views.common import answer, file_to_work_on, findings_file, frame
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.reference import Form, FormStatus
from amparo.kernel.reference import forms as instruments


@require_safe
def screenings(request: ActorRequest, person: UUID) -> HttpResponse:
    """What was asked before, and with what to ask now."""
    return _choosing(request, person, WaiverForm())


@require_POST
def waive(request: ActorRequest, person: UUID) -> HttpResponse:
    """Write down why no instrument is used."""
    with file_to_work_on(request, person) as file:
        person_id = file.person.pk
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _choosing(request, person, form)
    services.waive_screening(
        actor=request.actor,
        person_id=person_id,
        reason=form.cleaned_data["reason"],
        on=clock.today(),
    )
    return redirect("identification:status", person)


def _choosing(request: ActorRequest, person: UUID, form: WaiverForm) -> HttpResponse:
    with findings_file(request, person) as file:
        fitting = instruments_for(file.person.age_group, instruments().values())
        asked = [each for each in asked_of(file) if each.kind != "test"]
        context = frame(file, "screenings") | {"asked": asked}
        file.show()
    context["instruments"] = [
        {
            "code": each.code,
            "title": label_words(each.title),
            "guidance": label_words(each.guidance),
            "questions": len(each.questions),
            "ready": each.status is FormStatus.READY,
        }
        for each in fitting
    ]
    return answer(request, "screenings", context | {"form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: ActorRequest, person: UUID, form: str) -> HttpResponse:
    """The questions of one instrument, all on one page, in any order and as far as she wants."""
    instrument = _instrument(form)
    with file_to_work_on(request, person) as file:
        asked = ScreeningForm.opened(
            request, instrument=instrument, initial=_earlier(request, file, instrument)
        )
        context, person_id = frame(file, "screenings"), file.person.pk
        file.show()
    if request.method == "POST" and asked.is_valid():
        try:
            screening = services.record_screening(
                actor=request.actor,
                person_id=person_id,
                form=instrument.code,
                answers=asked.answers(),
                on=clock.today(),
            )
        except ValidationError as error:
            add_errors(asked, error)
        else:
            return redirect("identification:result", person, screening.public_id)
    context |= {
        "form": asked,
        "instrument": instrument.code,
        "title": label_words(instrument.title),
        "guidance": label_words(instrument.guidance),
    }
    return answer(request, "screen", context, asked)


def _instrument(code: str) -> Form:
    found = instruments().get(code)
    if found is None or found.status is FormStatus.SLOT:
        raise Http404
    return found


def _earlier(request: ActorRequest, file: OpenFile, instrument: Form) -> dict[str, Any]:
    """Her answers in an earlier use of the same version, when it is gone on with; its reading is
    recorded."""
    try:
        earlier = UUID(request.GET.get("desde", ""))
    except ValueError:
        return {}
    screening = Screening.objects.filter(
        person=file.person,
        public_id=earlier,
        form=instrument.code,
        form_version=instrument.version,
    ).first()
    if screening is None:
        return {}
    file.show()
    return ScreeningForm.starting_from(screening.answers)


@require_safe
def result(request: ActorRequest, person: UUID, screening: UUID) -> HttpResponse:
    """What the answers showed, why, what comes next and who must act; never a determination."""
    with findings_file(request, person) as file:
        row = get_object_or_404(
            Screening.objects.select_related("by__desk__organisation"),
            person=file.person,
            public_id=screening,
        )
        context = frame(file, "screenings") | result_page(row)
        file.show()
    return answer(request, "result", context)
