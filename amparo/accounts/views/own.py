"""One's own account: ways to enter, card, sessions, and the first entry."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts.forms.own import CodeForm, NewPassphraseForm
from amparo.accounts.views.common import answer, own_actor, proved_lately
from amparo.kernel.access.middleware import entrance, placeless, strongly_signed_in
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity import cards
from amparo.kernel.identity.adapter import key_host
from amparo.kernel.identity.factors import factors_of
from amparo.kernel.identity.models import User
from amparo.kernel.identity.passphrases import replace_temporary
from amparo.kernel.identity.sessions import close_session, close_sessions, sessions_of


@placeless
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """How I enter, and where I am signed in."""
    user = _user(request)
    key = request.session.session_key
    context = {
        "factors": factors_of(user),
        "few": cards.FEW,
        "key_host": key_host(request),
        "one_place": user.one_place,
        "sessions": [(one, one.session_key == key) for one in sessions_of(user.pk)],
    }
    return answer(request, "own", context)


@entrance
@require_http_methods(["GET", "POST"])
def first_entry(request: HttpRequest) -> HttpResponse:
    """Her own passphrase first; then the second factor that suits her."""
    user = _signed_in(request)
    factors = factors_of(user)
    if user.temporary_until is None:
        if factors.any:
            return redirect("portal:start")
        return answer(request, "choose_factor", {"key_host": key_host(request)})
    form = NewPassphraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        _own_passphrase(request, user, form.cleaned_data["password1"])
        return redirect("accounts:first_entry")
    return answer(request, "first_passphrase", {}, form)


def _own_passphrase(request: HttpRequest, user: User, passphrase: str) -> None:
    with transaction.atomic():
        replace_temporary(user, passphrase)
        record(own_actor(user), Verb.PASSPHRASE_CHANGED, subjects=[user.public_id])
    update_session_auth_hash(request, user)
    close_sessions(user.pk, but=request.session.session_key or "")
    reauthenticate_by_password(request)


@entrance
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """A card of codes: its page, and the card itself, shown once."""
    user = _signed_in(request)
    elsewhere = _proves_first(request, user)
    if elsewhere is not None:
        return elsewhere
    context = {"left": cards.codes_left(user.pk), "columns": cards.COLUMNS}
    if request.method != "POST":
        return answer(request, "card", context)
    _made, grid = cards.print_card(user.pk)
    with transaction.atomic():
        record(own_actor(user), Verb.CARD_MADE, subjects=[user.public_id])
    shown = {"grid": grid, "account": user.username, "address": request.get_host()}
    return answer(request, "card_printed", context | shown, CodeForm())


@entrance
@require_POST
def prove_card(request: HttpRequest) -> HttpResponse:
    """One code of the new card puts it in force; the old one ends, and other sessions with it."""
    user = _signed_in(request)
    elsewhere = _proves_first(request, user, reverse("accounts:card"))
    if elsewhere is not None:
        return elsewhere
    form = CodeForm(request.POST)
    if form.is_valid() and cards.prove_card(user.pk, form.cleaned_data["code"]):
        with transaction.atomic():
            record(own_actor(user), Verb.CARD_PROVED, subjects=[user.public_id])
        record_authentication(request, user, "mfa", type="card")
        close_sessions(user.pk, but=request.session.session_key or "")
        messages.success(request, _("Su tarjeta ya sirve. La anterior, si tenía, ya no."))
        return redirect("accounts:own" if strongly_signed_in(request) else "portal:start")
    if form.is_valid():
        form.add_error("code", _("No es un código de la tarjeta que acaba de imprimir."))
    return answer(request, "card_again", {}, form)


@placeless
@require_POST
def end_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close one session of hers, wherever it is."""
    user = _user(request)
    elsewhere = proved_lately(request, reverse("accounts:own"))
    if elsewhere is not None:
        return elsewhere
    if not close_session(user.pk, public_id):
        raise Http404
    _closed(user)
    messages.success(request, _("Sesión cerrada."))
    return redirect("accounts:own")


@placeless
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Close them in other places."""
    user = _user(request)
    elsewhere = proved_lately(request, reverse("accounts:own"))
    if elsewhere is not None:
        return elsewhere
    close_sessions(user.pk, but=request.session.session_key or "")
    _closed(user)
    messages.success(request, _("Cerradas en los otros lugares."))
    return redirect("accounts:own")


@placeless
@require_POST
def one_place(request: HttpRequest) -> HttpResponse:
    """Whether entering anywhere closes the others."""
    user = _user(request)
    user.one_place = request.POST.get("one_place") == "on"
    user.save(update_fields=["one_place"])
    messages.success(request, _("Guardado."))
    return redirect("accounts:own")


@placeless
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Leave the computer to somebody else: drafts stay sealed, nothing stays in the browser."""
    logout(request)
    response = redirect(f"{reverse('account_login')}?otra=1")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _closed(user: User) -> None:
    with transaction.atomic():
        record(own_actor(user), Verb.SESSIONS_CLOSED, subjects=[user.public_id])


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _signed_in(request: HttpRequest) -> User:
    """An entrance looks by itself: nobody without a session. Raises Http404."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def _proves_first(request: HttpRequest, user: User, back: str = "") -> HttpResponse | None:
    """Where she must go before her factors are touched; None when she may go on.

    Whoever has a factor proves it and repeats her passphrase; whoever has none has just entered
    with one nobody else knows.
    """
    if user.temporary_until is not None:
        return redirect("accounts:first_entry")
    if not factors_of(user).any:
        return None
    if not strongly_signed_in(request):
        return redirect("portal:start")
    return proved_lately(request, back)
