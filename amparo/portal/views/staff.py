"""The staff's home, the choice of place and purpose, and autosaved drafts."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.kernel import clock
from amparo.kernel.access.middleware import (
    MEMBERSHIP,
    PURPOSE,
    ActorRequest,
    memberships_of,
    placeless,
)
from amparo.kernel.reference.countries import countries
from amparo.kernel.ui import drafts
from amparo.kernel.ui.middleware import repeatable
from amparo.kernel.ui.slots import due_for
from amparo.portal.choices import PURPOSES, WORK
from amparo.portal.due import grouped
from amparo.portal.forms import PlaceForm
from amparo.portal.services import choose_place


@require_safe
def start(request: ActorRequest) -> HttpResponse:
    """What must I do now? Late, today, later; then the ways that this role has."""
    now, actor = clock.now(), request.actor
    zone = _zone_of(actor.country)
    context = {
        "now": now,
        "today": now.astimezone(zone).date(),
        "groups": grouped(due_for(actor), now, zone),
        "work": WORK[actor.role] if actor.role else "",
        "purpose": PURPOSES[actor.purpose] if actor.purpose else "",
    }
    return render(request, "portal/start.html", context)


@placeless
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Where one works now and for what; an account without a place in force is told whom to ask."""
    memberships = memberships_of(cast(int, request.user.pk))
    form = PlaceForm.opened(request, memberships=memberships)
    if request.method == "POST" and form.is_valid():
        membership, purpose = form.chosen
        choose_place(membership=membership, purpose=purpose)
        request.session[MEMBERSHIP], request.session[PURPOSE] = str(membership.public_id), purpose
        return redirect(_next_of(request))
    context = {"form": form, "memberships": memberships, "next": request.GET.get("next", "")}
    return render(request, "portal/place.html", context, status=422 if form.errors else 200)


@placeless
@repeatable
@require_POST
def keep_draft(request: HttpRequest) -> JsonResponse:
    """Autosave: keeps the fields of the form that the mark names, for whom it names."""
    mark = drafts.read_mark(request.POST.get("draft", ""))
    if mark is None or mark[0] != request.user.pk:
        return JsonResponse({"saved": False}, status=422)
    drafts.keep(*mark, {name: request.POST.getlist(name) for name in request.POST})
    return JsonResponse({"saved": True})


def _zone_of(country: str) -> ZoneInfo:
    profile = countries().get(country)
    return ZoneInfo(profile.time_zone if profile else "UTC")


def _next_of(request: HttpRequest) -> str:
    """The page asked for before choosing, if it is ours; else the home."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and ours else "portal:start"
