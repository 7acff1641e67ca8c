"""Joining two files of one person: first what will happen, then a confirmation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.cases import services
from amparo.cases.forms.sitting import JoinFileForm, JoinForm
from amparo.cases.forms.versioned import put_refusal
from amparo.cases.models import Case
from amparo.cases.pages.sittings import Joining, group_of, joining_of
from amparo.cases.views.common import answer
from amparo.kernel import clock
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import GroupIntake, can_merge

Pair = tuple[Case, Case]


@require_http_methods(["GET", "POST"])
def join_cards(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Two cards of a sitting that are one person."""
    initial = {"kept": request.GET.get("queda"), "joined": request.GET.get("une")}
    form = JoinForm.opened(request, initial=initial)
    with reading(request.actor) as door:
        try:
            group = group_of(door, public_id)
        except GroupIntake.DoesNotExist:
            raise Http404 from None
        pair = _cards(door, group, form) if form.is_valid() else None
        plan = joining_of(door, *pair) if pair else None
    return _join(request, "sitting_join", {"group": public_id}, form, pair, plan)


@require_http_methods(["GET", "POST"])
def join_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Another file of one's own teams, by its code name."""
    form = JoinFileForm.opened(request)
    with reading(request.actor) as door:
        mine = Case.objects.visible_to(request.actor, on=door.on).select_related("person")
        kept = mine.filter(public_id=public_id).first()
        if kept is None or not can_merge(request.actor, kept.person, kept.person):
            raise Http404
        door.saw(Verb.CASE_READ, [kept.subject], ["code_name"])
        pair = _named(door, kept, mine, form) if form.is_valid() else None
        plan = joining_of(door, *pair) if pair else None
        context = {"id": public_id, "code_name": kept.person.code_name}
    return _join(request, "join", context, form, pair, plan)


def _cards(door: Door, group: GroupIntake, form: JoinForm) -> Pair | None:
    visible = Case.objects.visible_to(door.actor, on=door.on).select_related("person")
    found = {
        case.person.card: case
        for case in visible.filter(
            person__group=group,
            person__card__in=[form.cleaned_data["kept"], form.cleaned_data["joined"]],
        )
    }
    kept, joined = (found.get(form.cleaned_data[name]) for name in ("kept", "joined"))
    if kept is None or joined is None:
        form.add_error(None, _("Esas dos tarjetas tienen que tener ficha en este grupo."))
        return None
    return _different(door, kept, joined, form)


def _named(door: Door, kept: Case, mine: Any, form: JoinFileForm) -> Pair | None:
    code_name = " ".join(form.cleaned_data["code_name"].split())
    joined = mine.filter(person__code_name__iexact=code_name).first()
    if joined is None:
        form.add_error("code_name", _("No hay una ficha suya con ese nombre en clave."))
        return None
    return _different(door, kept, joined, form)


def _different(door: Door, kept: Case, joined: Case, form: StaffForm) -> Pair | None:
    """Both files, if they are two and the actor writes in both."""
    if kept.pk == joined.pk or not can_merge(door.actor, kept.person, joined.person):
        form.add_error(None, _("Elija dos fichas distintas de sus equipos."))
        return None
    return kept, joined


def _join(
    request: ActorRequest,
    template: str,
    context: dict[str, Any],
    form: StaffForm,
    pair: Pair | None,
    plan: Joining | None,
) -> HttpResponse:
    if pair and form.cleaned_data["confirmed"]:
        try:
            case = services.join_files(
                actor=request.actor,
                kept_id=pair[0].person_id,
                joined_id=pair[1].person_id,
                on=clock.today(),
            )
        except ValidationError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Las dos fichas son ya una sola."))
            return redirect("cases:show", case.public_id)
    return answer(request, template, context | {"form": form, "plan": plan}, form)
