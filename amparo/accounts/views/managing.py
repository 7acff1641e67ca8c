"""The accounts of an administrator's institutions: list, open, extend, pause, reset, close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import services
from amparo.accounts.choices import ClosingReason, State
from amparo.accounts.forms.managing import CloseForm, ExtendForm, FilterForm, OpenAccountForm
from amparo.accounts.models import Opening, state_of
from amparo.accounts.pages import TONES, account_rows, attacked_names
from amparo.accounts.permissions import can_sign_for
from amparo.accounts.receiving import colleagues_to_receive
from amparo.accounts.services.bulk import led_by
from amparo.accounts.services.changing import works_elsewhere
from amparo.accounts.services.opening import SCAN_PLACE
from amparo.accounts.views.common import (
    administrator,
    answer,
    changeable,
    managed,
    proved_lately,
    refuse,
)
from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.factors import factors_of
from amparo.kernel.vault.keyring import unlock

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PAGE = 100


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Who has an account, until when, and what is missing."""
    actor = administrator(request)
    form = FilterForm(request.GET, actor=actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    with reading(actor) as door:
        every = account_rows(actor, door.on)
        rows = [row for row in every if row.matches(wanted.get("estado", ""))]
        if wanted.get("mesa"):
            rows = [row for row in rows if str(row.membership.desk.public_id) == wanted["mesa"]]
        if wanted.get("funcion"):
            rows = [row for row in rows if row.membership.role == wanted["funcion"]]
        start = _number(request.GET.get("desde", ""))
        shown = rows[start : start + PAGE]
        door.saw(Verb.ACCOUNT_LISTED, [row.membership.user.public_id for row in shown])
        attacked = attacked_names(every)
    query = request.GET.copy()
    query["desde"] = str(start + PAGE)
    context = {
        "rows": shown,
        "total": len(rows),
        "filter": form,
        "filtered": any(wanted.values()),
        "attacked": attacked,
        "more": query.urlencode() if len(rows) > start + PAGE else "",
    }
    return answer(request, "list", context)


@require_http_methods(["GET", "POST"])
def open_new(request: ActorRequest) -> HttpResponse:
    """On a letter: who, where, what for, until when. Ends in a sheet to be handed over."""
    actor, on = administrator(request), clock.today()
    form = OpenAccountForm.opened(request, actor=actor, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_account(actor=actor, fields=form.fields_given, on=on)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return answer(request, "sheets", {"sheets": [opened], "address": request.get_host()})
    return answer(request, "open", {}, form)


@require_safe
def show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One account: its letter, its term, its teams, and what can be done with it."""
    return account_page(request, public_id)


def account_page(
    request: ActorRequest, public_id: UUID, form: ExtendForm | None = None
) -> HttpResponse:
    """The page of an account, with a form that came back if there is one."""
    membership, actor = managed(request, public_id), request.actor
    with reading(actor) as door:
        opening = Opening.objects.managed_by(actor).filter(membership=membership).first()
        ring = unlock(actor, [opening.subject], door.on) if opening else None
        state = state_of(membership, opening, door.on)
        leads, serves = led_by([membership.pk], door.on).get(membership.pk, (0, 0))
        context: dict[str, Any] = {
            "membership": membership,
            "opening": opening,
            "vetting": ring.text(opening, "vetting_note") if ring and opening else "",
            "state": state,
            "tone": TONES[state],
            "leads": leads,
            "serves": serves,
            "factors": factors_of(membership.user),
            "mine": membership.user_id == actor.user_id,
            "can_sign": opening is not None and can_sign_for(actor, opening),
            "elsewhere": works_elsewhere(actor, membership.user, door.on),
            "closed": state == State.CLOSED,
        }
        door.saw(Verb.ACCOUNT_READ, [membership.user.public_id], ["vetting_note"])
    version = opening.version if opening else 1
    form = form or ExtendForm.opened(request, initial={"version": version})
    return answer(request, "show", context, form)


@require_POST
def extend(request: ActorRequest, public_id: UUID) -> HttpResponse:
    membership, form = managed(request, public_id), ExtendForm(request.POST)
    if form.is_valid():
        try:
            services.extend_account(
                actor=request.actor,
                membership_id=membership.pk,
                on=clock.today(),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Cuenta prorrogada."))
            return redirect("accounts:show", public_id)
    return account_page(request, public_id, form)


@require_POST
def suspend(request: ActorRequest, public_id: UUID) -> HttpResponse:
    membership = managed(request, public_id)
    services.suspend_account(actor=request.actor, membership_id=membership.pk, on=clock.today())
    messages.success(request, _("Suspendida: desde ahora no abre nada."))
    return redirect("accounts:show", public_id)


@require_POST
def resume(request: ActorRequest, public_id: UUID) -> HttpResponse:
    membership = managed(request, public_id)
    services.resume_account(actor=request.actor, membership_id=membership.pk, on=clock.today())
    messages.success(request, _("La cuenta vuelve a servir."))
    return redirect("accounts:show", public_id)


@require_POST
def sign(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The second administrator's signature."""
    membership = changeable(request, public_id)
    elsewhere = proved_lately(request, request.path.removesuffix("firmar/"))
    if elsewhere is not None:
        return elsewhere
    opening = Opening.objects.managed_by(request.actor).filter(membership=membership).first()
    if opening is None:
        raise Http404
    services.sign_for_account(actor=request.actor, opening_id=opening.pk)
    messages.success(request, _("Firmada: la cuenta ya sirve."))
    return redirect("accounts:show", public_id)


@require_POST
def reset(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A new way in for somebody who lost hers and came in person."""
    membership = changeable(request, public_id)
    elsewhere = proved_lately(request, request.path.removesuffix("reponer/"))
    if elsewhere is not None:
        return elsewhere
    try:
        passphrase = services.reset_account(
            actor=request.actor, membership_id=membership.pk, on=clock.today()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("accounts:show", public_id)
    context = {"membership": membership, "passphrase": passphrase, "address": request.get_host()}
    return answer(request, "reset", context)


@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What closing it means, who receives its teams, and the button."""
    membership, actor, on = changeable(request, public_id), request.actor, clock.today()
    leads, serves = led_by([membership.pk], on).get(membership.pk, (0, 0))
    colleagues = colleagues_to_receive(actor, membership, on) if leads else []
    form = CloseForm.opened(request, colleagues=colleagues, leads=leads)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_account(
                actor=actor,
                membership_id=membership.pk,
                reason=ClosingReason(form.cleaned_data["reason"]),
                successor=form.receiver,
                on=on,
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Cuenta cerrada."))
            return redirect("accounts:show", public_id)
    context = {"membership": membership, "leads": leads, "serves": serves, "colleagues": colleagues}
    return answer(request, "close", context, form)


@require_safe
def letter(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The letter as it came, always an attachment."""
    membership, actor = managed(request, public_id), request.actor
    with reading(actor) as door:
        opening = Opening.objects.managed_by(actor).filter(membership=membership).first()
        content = None
        if opening is not None and opening.scan:
            ring = unlock(actor, [opening.subject], door.on)
            content = ring.content(opening.scan, place=SCAN_PLACE, subject=opening.subject)
        if opening is None or content is None:
            raise Http404
        door.saw(Verb.LETTER_READ, [membership.user.public_id], ["scan"])
    response = HttpResponse(content, content_type=KINDS[opening.scan_kind])
    response.headers["Content-Disposition"] = f'attachment; filename="carta.{opening.scan_kind}"'
    return response


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
