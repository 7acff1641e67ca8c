"""Openings in an emergency, for whoever answers for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.access.emergency import (
    can_review,
    review_opening,
    seen_for_review,
    words_of,
)
from amparo.kernel.access.emergency_models import EmergencyQuerySet
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.oversight.review_forms import ReviewForm, put_refusal
from amparo.persons.public import Person

SHOWN, ALERTS_FOR = 100, timedelta(days=30)
INVALID = 422


@dataclass(frozen=True, repr=False)
class OpeningShown:
    """``code_name`` only for whoever may see the person by herself; others get the reference."""

    public_id: UUID
    reference: str
    code_name: str
    purpose: str
    opener: str
    role: str
    opened_at: datetime
    ends_at: datetime
    review_by: datetime
    late: bool
    escalated: bool
    outcome: str
    reason: str | None
    reviewable: bool


@dataclass(frozen=True)
class Ceiling:
    """One account that reached its day's ceiling, by institution and function."""

    at: datetime
    role: str
    most: int


@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """What waits for a review first, then the others; for who supervises and who protects data."""
    _require_reviewer(request.actor)
    with reading(request.actor) as door:
        rows = _openings(door, list(_found(request.actor)[:SHOWN]))
        ceilings = _ceilings(request.actor)
    waiting = [row for row in rows if not row.outcome]
    context = {
        "waiting": sorted(waiting, key=lambda row: row.review_by),
        "reviewed": [row for row in rows if row.outcome],
        "ceilings": ceilings,
    }
    return render(request, "oversight/emergencies.html", context)


@require_http_methods(["GET", "POST"])
def review(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One opening: who, why, what was read under it; and whether it was justified."""
    with reading(request.actor) as door:
        opening = _found(request.actor).filter(public_id=public_id).first()
        if opening is None:
            raise Http404
        shown, reads = _openings(door, [opening])[0], _reads(door, opening)
    form = ReviewForm.opened(request)
    if request.method == "POST" and form.is_valid():
        try:
            review_opening(actor=request.actor, opening_id=opening.pk, **form.cleaned_data)
        except ValidationError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Revisión guardada."))
            return redirect("review:emergencies")
    context = {"opening": shown, "reads": reads, "form": form}
    status = INVALID if form.errors else 200
    return render(request, "oversight/emergency.html", context, status=status)


def _require_reviewer(actor: Actor) -> None:
    if not actor.has(Permission.EMERGENCY_REVIEW):
        raise Http404


def _found(actor: Actor) -> EmergencyQuerySet:
    related = ("membership__desk__organisation", "membership__user", "team", "reviewer")
    return seen_for_review(actor).select_related(*related)


def _openings(door: Door, rows: list[EmergencyOpening]) -> list[OpeningShown]:
    ring = unlock(door.actor, [row.subject for row in rows], door.on)
    visible = Person.objects.visible_to(door.actor, on=door.on)
    known = dict(
        visible.filter(public_id__in=[row.person for row in rows]).values_list(
            "public_id", "code_name"
        )
    )
    door.saw(Verb.EMERGENCY_LISTED, {row.person for row in rows}, ["emergency"])
    return [_shown(door.actor, row, ring, known.get(row.person, "")) for row in rows]


def _shown(actor: Actor, row: EmergencyOpening, ring: Keyring, code_name: str) -> OpeningShown:
    return OpeningShown(
        public_id=row.public_id,
        reference=str(row.public_id)[:8].upper(),
        code_name=code_name,
        purpose=row.get_purpose_display(),
        opener=str(row.membership.desk),
        role=row.membership.role,
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        review_by=row.review_by,
        late=row.reviewed_at is None and row.review_by < clock.now(),
        escalated=row.escalated_at is not None,
        outcome=row.get_outcome_display() if row.outcome else "",
        reason=words_of(ring, row),
        reviewable=row.reviewed_at is None and can_review(actor, row),
    )


def _reads(door: Door, opening: EmergencyOpening) -> list[tuple[str, int]]:
    """Verbs recorded under the opening, each with how many times, for who reads the log; her team
    sees them in her own list of readers."""
    if not door.actor.has(Permission.AUDIT_READ):
        return []
    rows = AuditRow.objects.filter(
        actor=f"user:{opening.membership.user.public_id}",
        at__gte=opening.opened_at,
        at__lte=opening.ends_at,
    ).exclude(verb=Verb.EMERGENCY_OPENED)
    counted = Counter(
        verb
        for verb, details in rows.values_list("verb", "details")
        if str(opening.public_id) in str(details.get("emergency", "")).split()
    )
    return sorted(counted.items())


def _ceilings(actor: Actor) -> list[Ceiling]:
    if not actor.has(Permission.AUDIT_READ):
        return []
    since = clock.now() - ALERTS_FOR
    rows = AuditRow.objects.filter(verb=Verb.CEILING_REACHED, at__gte=since).order_by("-at")
    return [Ceiling(row.at, row.role, int(row.details.get("most", 0))) for row in rows[:SHOWN]]
