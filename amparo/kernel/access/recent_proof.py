"""Whether the second factor was proven again a moment ago, for acts that ask for it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.middleware import second_factor_page

TO_OPEN, TO_SEND = 5 * 60, 15 * 60  # seconds: to reach a form, and to send it


def recently_proven(request: HttpRequest, *, within: int) -> bool:
    """Whether this session proved its second factor in the last ``within`` seconds."""
    now = clock.now().timestamp()
    methods = request.session.get("account_authentication_methods", [])
    return any(
        now - float(method.get("at", 0)) <= within
        for method in methods
        if method.get("method") in settings.STRONG_AUTHENTICATION
    )


def prove_again(request: HttpRequest) -> HttpResponse:
    """To where it is proven, and back to this page."""
    if settings.PROVE_AGAIN:
        way_back = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse(settings.PROVE_AGAIN)}?{way_back}")
    return redirect(second_factor_page(request))
