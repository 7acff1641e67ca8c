"""Asking a second person for what one alone must not do, and answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import (
    Approval,
    ApprovalAnswer,
    ApprovalKind,
    ApprovalQuerySet,
)
from amparo.kernel.access.approvals import (
    answer_approval,
    ask_approval,
    asked_by,
    can_ask_approval,
    waiting_for,
)
from amparo.kernel.access.ceiling import people_per_day
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Permission
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.oversight.review_forms import ApprovalForm, put_refusal

SHOWN, INVALID = 50, 422
TONES = {ApprovalAnswer.OPEN: "soon", ApprovalAnswer.GIVEN: "done", ApprovalAnswer.REFUSED: "open"}


@dataclass(frozen=True, repr=False)
class ApprovalShown:
    public_id: UUID
    kind: str
    asker: str
    role: str
    persons: int | None
    reason: str | None
    asked_at: datetime
    expires_at: datetime
    answer: str
    tone: str
    over: bool


@require_http_methods(["GET", "POST"])
def listing(request: ActorRequest) -> HttpResponse:
    """What waits for her answer, what she asked, and asking anew."""
    asks, gives = _may_ask(request.actor), request.actor.has(Permission.APPROVAL_GIVE)
    if not asks and not gives:
        raise Http404
    form = ApprovalForm.opened(request)
    if request.method == "POST":
        if not asks:
            raise Http404
        if form.is_valid() and _asked(request.actor, form):
            messages.success(request, _("Solicitud enviada a quien puede aprobarla."))
            return redirect("review:approvals")
    with reading(request.actor) as door:
        context = {
            "waiting": _rows(door, list(_related(waiting_for(request.actor))[:SHOWN])),
            "mine": _rows(door, list(_related(asked_by(request.actor))[:SHOWN])),
            "form": form if asks else None,
            "most": people_per_day(request.actor.country),
        }
    status = INVALID if form.errors else 200
    return render(request, "oversight/approvals.html", context, status=status)


@require_POST
def answer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with reading(request.actor):
        found = waiting_for(request.actor).filter(public_id=public_id).first()
    said = request.POST.get("answer")
    if found is None or said not in ("yes", "no"):
        raise Http404
    answer_approval(actor=request.actor, approval_id=found.pk, given=said == "yes")
    messages.success(request, _("Respuesta guardada."))
    return redirect("review:approvals")


def _may_ask(actor: Actor) -> bool:
    return can_ask_approval(actor, ApprovalKind.BULK_EXPORT)


def _asked(actor: Actor, form: ApprovalForm) -> bool:
    try:
        ask_approval(actor=actor, kind=ApprovalKind.BULK_EXPORT, **form.cleaned_data)
    except ValidationError as refusal:
        put_refusal(form, refusal)
    return not form.errors


def _related(rows: ApprovalQuerySet) -> ApprovalQuerySet:
    return rows.select_related("asked_by__desk__organisation")


def _rows(door: Door, rows: list[Approval]) -> list[ApprovalShown]:
    ring = unlock(door.actor, [row.subject for row in rows], door.on)
    return [_shown(row, ring) for row in rows]


def _shown(row: Approval, ring: Keyring) -> ApprovalShown:
    return ApprovalShown(
        public_id=row.public_id,
        kind=row.get_kind_display(),
        asker=str(row.asked_by.desk),
        role=row.asked_by.role,
        persons=row.persons,
        reason=ring.text(row, "reason"),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        answer=row.get_answer_display(),
        tone=TONES[ApprovalAnswer(row.answer)],
        over=row.expires_at <= clock.now(),
    )
