"""Where an open key ring rests between requests: ciphertext in the session, its key in a cookie.

Neither half opens anything alone. The cookie goes with the browser, the ciphertext with the
session: at logout, after 15 idle minutes, or when she closes her key ring.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponse

SESSION = "llavero"
NONCE, KEY = 12, 32


def cookie_name() -> str:
    """Bound to the host, so that no neighbour can set it; plain http (loopback) forbids that."""
    return "__Host-llavero" if settings.SESSION_COOKIE_SECURE else "llavero"


def keep_open(request: HttpRequest, response: HttpResponse, own_key: bytes) -> None:
    """Leave her key ring open for the rest of this session."""
    key, nonce = os.urandom(KEY), os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, own_key, _bound(request))
    request.session[SESSION] = b64encode(sealed).decode()
    response.set_cookie(
        cookie_name(),
        urlsafe_b64encode(key).decode(),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
        path="/",
    )


def close(request: HttpRequest, response: HttpResponse) -> None:
    """Close it now."""
    request.session.pop(SESSION, None)
    _forget(response)


def own_key_of(request: HttpRequest) -> bytes:
    """The private half of her pair, or b"" while her key ring is closed."""
    kept, key = request.session.get(SESSION), request.COOKIES.get(cookie_name())
    if not kept or not key:
        return b""
    try:
        sealed = b64decode(kept)
        opener = AESGCM(urlsafe_b64decode(key))
        return opener.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(request))
    except (InvalidTag, ValueError):
        return b""


class OwnCookie:
    """The cookie goes as soon as there is no session to which it belongs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        brought = cookie_name() in request.COOKIES
        response = self.get_response(request)
        if brought and SESSION not in request.session:
            _forget(response)
        return response


def _forget(response: HttpResponse) -> None:
    response.delete_cookie(cookie_name(), path="/", samesite="Strict")


def _bound(request: HttpRequest) -> bytes:
    return f"llavero|{request.user.pk}".encode()
