"""Terms, what ran out, and orders of conservation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.expiring import (
    can_decide_retention,
    confirm_expiry,
    due_expiries,
    keep_longer,
)
from amparo.kernel.retention.holding import holds_of, lift_hold, place_hold
from amparo.kernel.retention.models import Expiry, HoldScope, LegalHold
from amparo.kernel.retention.schedules import terms_of
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.vault.keyring import unlock
from amparo.oversight.forms import ConfirmForm, HoldForm, KeepForm, Versioned
from amparo.oversight.views.common import answer, for_whoever, put


def can_open_retention(actor: Actor) -> bool:
    return actor.has(Permission.RETENTION_DECIDE) and actor.membership_id is not None


@require_safe
@for_whoever(can_open_retention)
def retention(request: ActorRequest) -> HttpResponse:
    """Everything of this page."""
    return _page(request, HoldForm())


@require_POST
@for_whoever(can_open_retention)
def hold(request: ActorRequest) -> HttpResponse:
    """Place an order of conservation."""
    form = HoldForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data | {"scope": HoldScope(form.cleaned_data["scope"])}
        try:
            place_hold(actor=request.actor, on=clock.today(), **said)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Queda conservado: no se borra mientras dure la orden."))
            return redirect("oversight:retention")
    return _page(request, form)


@require_POST
@for_whoever(can_open_retention)
def lift(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The order ended."""
    form = Versioned(request.POST)
    with reading(request.actor):
        found = LegalHold.objects.filter(public_id=public_id).first()
    if found is None or not form.is_valid():
        raise Http404
    try:
        lift_hold(
            actor=request.actor,
            hold_id=found.pk,
            version=form.cleaned_data["version"],
            on=clock.today(),
        )
    except ValidationError as refusal:
        put(form, refusal)
        return _page(request, HoldForm(), form)
    messages.success(request, _("La conservación terminó."))
    return redirect("oversight:retention")


@require_POST
@for_whoever(can_open_retention)
def expire(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Erase what ran out."""
    form = ConfirmForm(request.POST)
    found = _expiry(request, public_id)
    if form.is_valid():
        try:
            confirm_expiry(
                actor=request.actor,
                expiry_id=found.pk,
                version=form.cleaned_data["version"],
                on=clock.today(),
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Borrado."))
            return redirect("oversight:retention")
    return _page(request, HoldForm(), form)


@require_POST
@for_whoever(can_open_retention)
def keep(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Keep what ran out, for a reason and until a day."""
    form = KeepForm(request.POST)
    found = _expiry(request, public_id)
    if form.is_valid():
        try:
            keep_longer(
                actor=request.actor, expiry_id=found.pk, on=clock.today(), **form.cleaned_data
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Se conserva hasta esa fecha."))
            return redirect("oversight:retention")
    return _page(request, HoldForm(), form)


def _expiry(request: ActorRequest, public_id: UUID) -> Expiry:
    with reading(request.actor):
        found = Expiry.objects.filter(
            public_id=public_id, organisation_id=request.actor.home
        ).first()
        if found is None or not can_decide_retention(request.actor, found):
            raise Http404
    return found


def _page(request: ActorRequest, form: HoldForm, refused: StaffForm | None = None) -> HttpResponse:
    language, today = (get_language() or "es")[:2], clock.today()
    terms = terms_of(request.actor.country)
    with reading(request.actor) as door:
        due = due_expiries(request.actor)
        holds = holds_of(request.actor)
        subjects = {each.about for each in due} | {each.about for each in holds}
        ring = unlock(request.actor, [each.subject for each in holds], door.on)
        orders = [(each, ring.text(each, "order")) for each in holds]
        door.saw(Verb.RIGHTS_LISTED, subjects)
    rows = [
        {
            "expiry": each,
            "label": terms[each.kind].label.in_(language),
            "confirm": ConfirmForm(initial={"version": each.version}, auto_id=f"c{each.pk}_%s"),
            "keep": KeepForm(initial={"version": each.version}, auto_id=f"k{each.pk}_%s"),
        }
        for each in due
    ]
    context = {
        "due": rows,
        "holds": orders,
        "form": form,
        "refused": refused,
        "today": today,
        "terms": [
            (term.label.in_(language), term.days, term.starts.in_(language), term)
            for term in terms.values()
        ],
    }
    return answer(request, "retention", context, form, *([refused] if refused else []))
