"""Puts the Actor on each request: membership and purpose come from the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC, Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose
from amparo.kernel.identity.factors import factors_of
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership
from amparo.kernel.ui import drafts
from amparo.kernel.vault.own_cookie import own_key_of

MEMBERSHIP, PURPOSE = "membership", "purpose"


class ActorRequest(HttpRequest):
    """A request that has been through ActorOfRequest."""

    actor: Actor
    place: Membership | None  # with its desk and institution: the page says where one works


def memberships_of(user_id: int) -> list[Membership]:
    """The person's memberships in force today, with desk and institution."""
    live = Membership.objects.live(clock.today()).filter(user_id=user_id)
    return list(live.select_related("user", "desk__organisation").order_by("pk"))


def actor_for(request: HttpRequest) -> Actor | None:
    """The actor chosen in the session; None when nobody is signed in or no place is in force."""
    if not request.user.is_authenticated:
        return None
    places = memberships_of(request.user.pk)
    chosen = request.session.get(MEMBERSHIP)
    place = next((one for one in places if str(one.public_id) == chosen), None)
    if place is None and len(places) == 1:
        place = places[0]
    cast(ActorRequest, request).place = place
    if place is None:
        return None
    wanted = request.session.get(PURPOSE)
    actor = actor_of(place, purpose=Purpose(wanted) if wanted in list(Purpose) else None)
    return replace(actor, own_key=own_key_of(request))


def strongly_signed_in(request: HttpRequest) -> bool:
    """Whether this session proved a second factor (or is the demonstration's)."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") in settings.STRONG_AUTHENTICATION for method in methods)


class ActorOfRequest:
    """Sign-in is required everywhere unless the view is marked `@public`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast(ActorRequest, request).actor = PUBLIC
        cast(ActorRequest, request).place = None
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        if getattr(view, "is_public", False) or _belongs_to_a_library(request):
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{_way_back(request)}")
        if getattr(view, "is_entrance", False):
            return None  # looks by itself at what has been proved so far
        if request.user.temporary_until is not None:
            return redirect("accounts:first_entry")
        if not strongly_signed_in(request):
            return redirect(second_factor_page(request))
        actor = actor_for(request)
        if actor is None and getattr(view, "needs_actor", True):
            return redirect("portal:place")
        cast(ActorRequest, request).actor = actor or PUBLIC
        return None


View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Open to anybody: no sign-in, no session, no cookie."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark for the middleware
    return view


def placeless(view: View) -> View:
    """For people who are signed in but have not chosen their place yet."""
    view.needs_actor = False  # type: ignore[attr-defined]  # a mark for the middleware
    return view


def entrance(view: View) -> View:
    """For the pages of a first entry: signed in, but nothing proved and no place chosen yet."""
    view.is_entrance = True  # type: ignore[attr-defined]  # a mark for the middleware
    return placeless(view)


def second_factor_page(request: HttpRequest) -> str:
    """Prove the factor you have, or choose your first one."""
    factors = factors_of(cast(User, request.user))
    if not factors.any:
        return reverse("accounts:first_entry")
    typed = "mfa_reauthenticate" if factors.typed else "mfa_reauthenticate_webauthn"
    return f"{reverse(typed)}?{_way_back(request)}"


def _way_back(request: HttpRequest) -> str:
    """``next=…``: the page asked for; after a form was sent, the page its draft is shown on."""
    mark = drafts.read_mark(request.POST.get("draft", "")) if request.method == "POST" else None
    return urlencode({"next": mark[1] if mark else request.get_full_path()})


def _belongs_to_a_library(request: HttpRequest) -> bool:
    """The API asks for its own proof (`access.api`); account pages cannot ask for theirs."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return True
    return "api" in found.namespaces or getattr(found.func, "__module__", "").startswith("allauth.")
