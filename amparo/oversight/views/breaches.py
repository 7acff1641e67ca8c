"""The breach register, and the page on which her own team looks after one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.kernel import clock
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.models import TeamMember
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.retention.schedules import breach_clock
from amparo.kernel.vault.keyring import unlock
from amparo.oversight import services
from amparo.oversight.forms import BreachForm, BreachUpdateForm, LookAfterForm, TouchedForm
from amparo.oversight.models import Breach, BreachPerson
from amparo.oversight.permissions import can_manage_breach, can_tell_her
from amparo.oversight.views.common import answer, for_whoever, in_country_time, put
from amparo.persons.public import Person


@require_safe
@for_whoever(can_manage_breach)
@in_country_time
def breaches(request: ActorRequest) -> HttpResponse:
    """All of the institution's, the newest first."""
    with reading(request.actor):
        rows = list(Breach.objects.filter(organisation_id=request.actor.home))
    return answer(request, "breaches", {"rows": rows, "now": clock.now()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever(can_manage_breach)
@in_country_time
def new(request: ActorRequest) -> HttpResponse:
    """Write one down."""
    form = BreachForm.opened(request, initial={"known_at": _typed(clock.now())})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_breach(actor=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            return redirect("oversight:breach", made.public_id)
    told = breach_clock(request.actor.country)
    return answer(request, "breach_new", {"form": form, "told": told}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever(can_manage_breach)
@in_country_time
def one(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One breach: what was done, who knows, whom it touches."""
    breach, words, measures = _read(request, public_id)
    initial: dict[str, Any] = {
        "version": breach.version,
        "measures": measures,
        "closed_on": breach.closed_on,
        "notified_at": _typed(breach.notified_at) if breach.notified_at else "",
    }
    form = BreachUpdateForm.opened(request, draft="update", initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_breach(
                actor=request.actor, breach_id=breach.pk, on=clock.today(), **form.cleaned_data
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Guardado."))
            return redirect("oversight:breach", public_id)
    return _page(request, breach, (words, measures), form, TouchedForm())


@require_POST
@for_whoever(can_manage_breach)
@in_country_time
def touched(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One more person whom it touches."""
    breach, words, measures = _read(request, public_id)
    form = TouchedForm(request.POST)
    if form.is_valid():
        try:
            services.add_person(
                actor=request.actor, breach_id=breach.pk, subject=form.cleaned_data["subject"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Su equipo lo verá entre lo que toca hacer hoy."))
            return redirect("oversight:breach", public_id)
    update = BreachUpdateForm(initial={"version": breach.version, "measures": measures})
    return _page(request, breach, (words, measures), update, form)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """For her team: her safety, then who tells her and how it went."""
    row, code_name, colleagues = _of_my_team(request, public_id)
    initial = {
        "version": row.version,
        "reassessed": row.reassessed_on is not None,
        "tells": row.tells_id or "",
        "told_how": row.told_how,
        "told_on": row.told_on,
    }
    names = [(str(each.pk), each.user.display_name or each.user.username) for each in colleagues]
    form = LookAfterForm.opened(request, colleagues=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        chosen = {str(each.pk): each for each in colleagues}.get(said.pop("tells"))
        try:
            services.look_after(
                actor=request.actor, touched_id=row.pk, tells=chosen, on=clock.today(), **said
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Guardado."))
            return redirect("oversight:breach_person", public_id)
    context = {"row": row, "code_name": code_name, "form": form, "breach": row.breach}
    return answer(request, "breach_person", context, form)


def _typed(moment: datetime) -> str:
    """As the browser's own control of a moment takes it, in the time of the country."""
    return localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _read(request: ActorRequest, public_id: UUID) -> tuple[Breach, str, str]:
    """The breach with its words. Raises Http404."""
    with reading(request.actor) as door:
        breach = Breach.objects.filter(public_id=public_id).first()
        if breach is None or not can_manage_breach(request.actor, breach):
            raise Http404
        ring = unlock(request.actor, [breach.subject], door.on)
        words, measures = ring.text(breach, "words") or "", ring.text(breach, "measures") or ""
        door.saw(Verb.BREACH_READ, [breach.subject], ["words", "measures"])
    return breach, words, measures


def _page(
    request: ActorRequest,
    breach: Breach,
    said: tuple[str, str],
    form: BreachUpdateForm,
    adding: TouchedForm,
) -> HttpResponse:
    with reading(request.actor) as door:
        people = list(BreachPerson.objects.filter(breach=breach).select_related("tells__user"))
        door.saw(Verb.BREACH_READ, [each.subject for each in people])
    context = {
        "breach": breach,
        "words": said[0],
        "measures": said[1],
        "people": people,
        "form": form,
        "adding": adding,
        "now": clock.now(),
        "told": breach_clock(request.actor.country),
    }
    return answer(request, "breach", context, form, adding)


def _of_my_team(
    request: ActorRequest, public_id: UUID
) -> tuple[BreachPerson, str, list[Membership]]:
    """Raises Http404, recorded, unless the actor serves on her team."""
    try:
        with reading(request.actor) as door:
            row = BreachPerson.objects.select_related("breach").filter(public_id=public_id).first()
            if row is None:
                raise Http404
            require(can_tell_her, request.actor, row)
            known = Person.objects.select_related("team").get(public_id=row.subject)
            serving = TeamMember.objects.filter(team=known.team).on(door.on)
            colleagues = [each.membership for each in serving.select_related("membership__user")]
            door.saw(Verb.BREACH_READ, [row.subject], ["code_name"])
    except Denied as refusal:
        record_refusal(request.actor, refusal.predicate)
        raise Http404 from None
    return row, known.code_name, colleagues
