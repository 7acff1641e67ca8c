"""One-click sign-in. This app is absent from production settings, and so is its address."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.demo.accounts import ACCOUNTS, INSTITUTIONS
from amparo.kernel import clock
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.middleware import public
from amparo.kernel.identity.models import User


@public
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The invented accounts, grouped by institution."""
    return render(request, "demo/choose.html", {"groups": groups(request.LANGUAGE_CODE)})


@public
@require_POST
def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one of the listed accounts; 404 for any other."""
    if username not in {account.username for account in ACCOUNTS}:
        raise Http404
    user = get_object_or_404(User, username=username)
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["account_authentication_methods"] = [_proof()]
    return redirect("portal:start")


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Where a second factor would be proven again; here one press stands for it."""
    following = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        following = reverse("portal:start")
    if request.method == "POST":
        request.session["account_authentication_methods"] = [_proof()]
        return redirect(following)
    return render(request, "demo/confirm.html", {"next": following})


def _proof() -> dict[str, object]:
    return {"method": "demonstration", "at": clock.now().timestamp()}


def groups(language: str) -> list[dict[str, object]]:
    """Institution name and its accounts, each with username, name and role label."""
    return [
        {
            "name": institution.name,
            "accounts": [
                (one.username, one.name, matrix()[one.role].label.get(language, one.role))
                for one in ACCOUNTS
                if one.institution == institution.code
            ],
        }
        for institution in INSTITUTIONS
    ]
