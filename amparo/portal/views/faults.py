"""Pages for what went wrong. They keep what was typed and tell nobody what exists."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.translation import get_language

from amparo.kernel.access.middleware import public
from amparo.kernel.vault.nodekeys import MissingKey
from amparo.kernel.vault.sealed import CannotOpen

SHOWN_FROM = 20  # characters from which a typed text is shown to be read and copied
API = "/api/"  # programs are answered in their own language
TOKENS = {"csrfmiddlewaretoken"}
MARKS = {"once", "draft", "formulario"}  # ours, long, and nothing that anybody typed
SECRET_WORDS = ("password", "phrase", "duress", "fresh")
LAST_RESORT = "No pudimos mostrar la página. Vuelva a intentarlo en unos minutos."


@public
def not_found(request: HttpRequest, *_: object, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for what does not exist and for what this person may not see.

    So nothing on it may depend on the address or on who asks: languages lead to the home page.
    """
    if request.path.startswith(API):
        return JsonResponse({"detail": "Not Found"}, status=404)
    current, home = get_language() or settings.LANGUAGE_CODE, reverse("portal:home")
    languages = [
        (code, name, translate_url(home, code), code == current)
        for code, name in settings.LANGUAGES
    ]
    return render(request, "portal/not_found.html", {"languages": languages}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; 503 when it is the database that does not answer, so that programs try
    again, or a key that is missing. Asks nothing of the database, the session or the request."""
    error = sys.exc_info()[1]
    away = isinstance(error, OperationalError | InterfaceError)
    unopened = isinstance(error, CannotOpen | MissingKey)
    status = 503 if away or unopened else 500
    page = "portal/unopened.html" if unopened else "portal/failed.html"
    if request.path.startswith(API):
        response: HttpResponse = JsonResponse({"detail": LAST_RESORT}, status=status)
    else:
        try:
            response = HttpResponse(render_to_string(page), status=status)
        except Exception:  # whatever broke may break this page too
            plain = "text/plain; charset=utf-8"
            response = HttpResponse(LAST_RESORT, status=status, content_type=plain)
    if away:
        response.headers["Retry-After"] = "30"
    return response


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old or missing: shows what was typed, ready to be sent again.

    A form that another site made is not offered for sending: its words could be anybody's.
    """
    fields = _typed(request)
    context: dict[str, Any] = {
        "texts": [(name, text) for name, text in fields if _is_prose(name, text)],
        "hidden": [(name, text) for name, text in fields if not _is_prose(name, text)],
        "address": request.get_full_path(),
        "sendable": _is_ours(request),
    }
    return render(request, "portal/form_expired.html", context, status=422)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, text)
        for name in request.POST
        if name not in TOKENS and not any(word in name for word in SECRET_WORDS)
        for text in request.POST.getlist(name)
    ]


def _is_prose(name: str, text: str) -> bool:
    return len(text) >= SHOWN_FROM and name not in MARKS


def _is_ours(request: HttpRequest) -> bool:
    """Whether the form came from a page of this server, as far as the browser says."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()
