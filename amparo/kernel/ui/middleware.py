"""Headers, idle sessions, drafts that survive a logout, and forms that count once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from amparo.kernel import clock
from amparo.kernel.identity.sessions import note_session
from amparo.kernel.ui import drafts
from amparo.kernel.ui.models import OnceToken

Next = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
TOUCH_SECONDS = 60
LAST_SEEN, SINCE = "seen", "since"


DEVICES = (
    "accelerometer autoplay camera display-capture geolocation gyroscope magnetometer microphone "
    "midi payment picture-in-picture serial usb"
).split()
HEADERS = {
    "Permissions-Policy": ", ".join(f"{device}=()" for device in DEVICES),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Isolated from every other site: no window, frame or image of ours can be held by another.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Nothing stays in a cache, no other site can hold a page of ours, and the browser gets no
    device permission."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class IdleSessions(SessionMiddleware):
    """A session ends after 15 idle minutes, and after twelve hours of use; its clock is written at
    most once a minute."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> None:
        """A session that has lasted too long is nobody's from here on."""
        if getattr(view, "is_public", False):
            return
        since = request.session.get(SINCE)
        if since and int(clock.now().timestamp()) - since > settings.SESSION_LONGEST_SECONDS:
            request.session.flush()
            request.user = AnonymousUser()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session, touched = request.session, False
        if session.accessed and not session.is_empty() and "_auth_user_id" in session:
            seen, now = session.get(LAST_SEEN, 0), int(clock.now().timestamp())
            touched = now - seen >= TOUCH_SECONDS
            if touched:
                session[LAST_SEEN] = now
                session.setdefault(SINCE, now)
        response = super().process_response(request, response)
        if touched and session.session_key and response.status_code < 500:
            note_session(int(session["_auth_user_id"]), session.session_key)
        return response


class KeepDrafts:
    """A form sent after its session ended is kept, sealed, for the account it belonged to; a form
    saved well forgets its draft."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        mark = drafts.read_mark(request.POST.get("draft", "")) if request.method == "POST" else None
        if mark is None:
            return response
        user_id, path = mark
        if not request.user.is_authenticated:
            drafts.keep(user_id, path, _fields(request))
        elif (
            response.status_code < 400 and request.user.pk == user_id and not _is_autosave(request)
        ):
            drafts.forget(user_id, path)
        return response


class OncePerForm:
    """The second press of a button does not do the thing twice: it shows the first one's result."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        token = _token(request)
        if token is None or getattr(view, "repeatable", False):
            return None
        claimed = _claim(token)
        if claimed is not None:
            return claimed
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            OnceToken.objects.filter(token=token).delete()
            raise
        _settle(token, response)
        patch_vary_headers(response, ["Cookie"])
        return response


def repeatable(view: View) -> View:
    """For a view that may receive the same form again and again, as autosave does."""
    view.repeatable = True  # type: ignore[attr-defined]  # a mark for the middleware
    return view


def _claim(token: UUID) -> HttpResponse | None:
    """None when this is the first; otherwise where the first one led."""
    with transaction.atomic():
        known, first = OnceToken.objects.get_or_create(
            token=token, defaults={"made_on": clock.today()}
        )
    if first:
        return None
    return HttpResponseRedirect(known.location or ".", status=303)


def _settle(token: UUID, response: HttpResponse) -> None:
    """A redirect is a result worth repeating; anything else may be sent again."""
    if response.status_code in (302, 303):
        OnceToken.objects.filter(token=token).update(location=response.headers["Location"][:300])
    else:
        OnceToken.objects.filter(token=token).delete()


def _token(request: HttpRequest) -> UUID | None:
    if request.method != "POST":
        return None
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _is_autosave(request: HttpRequest) -> bool:
    """Whether the form went to a view that may be sent again and again: it settles nothing."""
    return getattr(getattr(request.resolver_match, "func", None), "repeatable", False)


def _fields(request: HttpRequest) -> drafts.Fields:
    return {name: request.POST.getlist(name) for name in request.POST}
