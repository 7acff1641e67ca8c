"""Requests for contact: what justice may know, and what those who accompany her answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amparo.cases.forms.protection import AnswerForm, AskForm
from amparo.cases.forms.versioned import done
from amparo.cases.models import Case
from amparo.cases.views.common import answer
from amparo.kernel import clock
from amparo.kernel.access.doors import Door, reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.persons.public import (
    ContactRequest,
    SeenAs,
    answer_contact,
    ask_for_contact,
    can_ask_for_contact,
    seen_as,
)

SHOWN = 100


@dataclass(frozen=True, repr=False)
class Asked:
    """What the asking desk sees: the same for a code nobody has."""

    code: str
    about: str
    words: str | None
    happens_on: date | None
    asked_at: datetime
    due_at: datetime
    seen_as: str
    reply: str | None


@require_GET
def asked(request: ActorRequest) -> HttpResponse:
    require(can_ask_for_contact, request.actor)
    with reading(request.actor) as door:
        mine = list(ContactRequest.objects.asked_from(request.actor)[:SHOWN])
        ring = unlock(request.actor, [each.subject for each in mine], door.on)
        rows = [_asked(each, ring) for each in mine]
        door.saw(Verb.CONTACT_LISTED, [each.public_id for each in mine], ["code"])
    return answer(request, "requests", {"requests": rows})


def _asked(request: ContactRequest, ring: Keyring) -> Asked:
    seen = seen_as(request, clock.now())
    return Asked(
        code=request.code,
        about=request.get_about_display(),
        words=ring.text(request, "words"),
        happens_on=request.happens_on,
        asked_at=request.asked_at,
        due_at=request.due_at,
        seen_as=seen.value,
        reply=ring.text(request, "reply") if seen is SeenAs.ACCEPTED else None,
    )


@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest) -> HttpResponse:
    require(can_ask_for_contact, request.actor)
    form = AskForm.opened(request)

    def act(given: dict[str, Any]) -> None:
        ask_for_contact(actor=request.actor, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Solicitud enviada."))
        return redirect("protection:requests")
    return answer(request, "request_new", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def answer_request(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with reading(request.actor) as door:
        found, context = _to_answer(door, public_id)
    form = AnswerForm.opened(request, initial={"version": found.version})

    def act(given: dict[str, Any]) -> None:
        answer_contact(actor=request.actor, request_id=found.pk, **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Respuesta anotada. Quien preguntó solo sabrá si ella acepta."))
        return redirect("cases:show", context["case"])
    return answer(request, "request_answer", context | {"form": form}, form)


def _to_answer(door: Door, public_id: UUID) -> tuple[ContactRequest, dict[str, Any]]:
    """The request and its page. Raises Http404 unless the actor accompanies her."""
    mine = ContactRequest.objects.to_answer(door.actor, on=door.on)
    related = ("person", "desk__organisation")
    found = mine.filter(public_id=public_id).select_related(*related).first()
    if found is None or found.person is None:
        raise Http404
    ring = unlock(door.actor, [found.subject], door.on)
    door.saw(Verb.CASE_READ, [found.person.public_id], ["contact", "contact_request"])
    return found, {
        "case": Case.objects.get(person=found.person).public_id,
        "code_name": found.person.code_name,
        "asker": str(found.desk),
        "about": found.get_about_display(),
        "happens_on": found.happens_on,
        "due_at": found.due_at,
        "words": ring.text(found, "words"),
        "may_contact": found.person.get_may_contact_display(),
        "answered": found.get_answer_display() if found.answered_at else "",
    }
