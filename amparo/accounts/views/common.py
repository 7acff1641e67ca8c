"""Who asks, for which account, and proved how lately."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from amparo.accounts.permissions import can_manage_account, can_manage_accounts, can_read_account
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership
from amparo.kernel.ui.forms import StaffForm


def administrator(request: ActorRequest) -> Actor:
    """Whoever manages accounts. Raises Http404, recorded, for everybody else."""
    if not can_manage_accounts(request.actor):
        record_refusal(request.actor, can_manage_accounts.__name__)
        raise Http404
    return request.actor


def managed(request: ActorRequest, public_id: UUID) -> Membership:
    """An account of her institutions. Raises Http404, recorded when the account exists."""
    actor = administrator(request)
    found = Membership.objects.select_related("user", "desk__organisation").filter(
        public_id=public_id
    )
    membership = found.first()
    if membership is None:
        raise Http404
    if not can_read_account(actor, membership):
        record_refusal(actor, can_read_account.__name__)
        raise Http404
    return membership


def changeable(request: ActorRequest, public_id: UUID) -> Membership:
    """As `managed`, and not her own. Raises Http404, recorded."""
    membership = managed(request, public_id)
    if not can_manage_account(request.actor, membership):
        record_refusal(request.actor, can_manage_account.__name__)
        raise Http404
    return membership


def proved_lately(request: HttpRequest, back: str = "") -> HttpResponse | None:
    """None when she confirmed who she is within five minutes; else the page that asks her.

    ``back``: where she returns to, when not to this page.
    """
    if did_recently_reauthenticate(request):
        return None
    return redirect(
        f"{reverse('account_reauthenticate')}?{urlencode({'next': back or request.path})}"
    )


def own_actor(user: User) -> Actor:
    """Somebody about her own account, before or without any place of work."""
    return Actor(name=f"user:{user.public_id}", user_id=user.pk)


def answer(
    request: HttpRequest, page: str, context: dict[str, Any], form: StaffForm | None = None
) -> HttpResponse:
    """The page; 422 when its form came back with faults."""
    shown = context | ({"form": form} if form is not None else {})
    bad = form is not None and bool(form.errors)
    return render(request, f"accounts/{page}.html", shown, status=422 if bad else 200)


def refuse(form: StaffForm, refusal: ValidationError) -> None:
    """Show why a service did not do it, beside its field where the form has it."""
    faults = getattr(refusal, "error_dict", {None: refusal.error_list})
    for name, errors in faults.items():
        form.add_error(name if name in form.fields else None, errors)
