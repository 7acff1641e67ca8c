"""The registry custodian's queue: two files of two institutions that may be one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amparo.kernel import clock
from amparo.kernel.access.doors import Door, reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import Answer, PossibleDuplicate, answer_duplicate, can_reconcile

SHOWN = 50


@dataclass(frozen=True)
class Pair:
    """Code names and institutions: all that the custodian is ever shown."""

    public_id: UUID
    first: str
    first_institution: str
    second: str
    second_institution: str
    found_on: date


@require_GET
def queue(request: ActorRequest) -> HttpResponse:
    require(can_reconcile, request.actor)
    with reading(request.actor) as door:
        pairs = _pairs(door)
    return render(request, "cases/custody.html", {"pairs": pairs})


@require_POST
def answer_pair(request: ActorRequest, public_id: UUID) -> HttpResponse:
    require(can_reconcile, request.actor)
    with reading(request.actor) as door:
        found = PossibleDuplicate.objects.queue_of(door.actor).filter(public_id=public_id).first()
    said = request.POST.get("answer")
    if found is None or said not in (Answer.SAME, Answer.DIFFERENT):
        raise Http404
    answer_duplicate(
        actor=request.actor, candidate_id=found.pk, answer=Answer(said), on=clock.today()
    )
    messages.success(request, _("Respuesta guardada."))
    return redirect("cases:custody")


def _pairs(door: Door) -> list[Pair]:
    found = PossibleDuplicate.objects.queue_of(door.actor).select_related(
        "first__team__organisation", "second__team__organisation"
    )
    rows = list(found.order_by("found_on", "pk")[:SHOWN])
    subjects = {person.public_id for row in rows for person in (row.first, row.second)}
    door.saw(Verb.DUPLICATES_SOUGHT, subjects, ["code_name"])
    return [
        Pair(
            public_id=row.public_id,
            first=row.first.code_name,
            first_institution=row.first.team.organisation.name,
            second=row.second.code_name,
            second_institution=row.second.team.organisation.name,
            found_on=row.found_on,
        )
        for row in rows
    ]
