"""What we change in the accounts library."""

from __future__ import annotations

import base64
import ipaddress
import os
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.kernel import clock
from amparo.kernel.identity import cards, records, tally
from amparo.kernel.identity.models import User
from amparo.kernel.vault.recipients import derived_key

SEALED = "sealed1:"  # what comes without this mark was stored before secrets were sealed
NONCE = 12


class TooManyAttempts(ValidationError):
    """Says the same of an account that exists and of one that does not."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = ngettext("Espere un minuto.", "Espere %(n)d minutos.", minutes) % {"n": minutes}
        super().__init__(
            _("Hubo muchos intentos fallidos con esa cuenta.")
            + f" {wait} "
            + _("Con una llave de acceso o con su tarjeta de códigos puede entrar ya."),
            code="wait",
        )


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """Accounts are opened by an institution's administrator, never by whoever passes by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """An address is never read, so never kept."""
        return "0.0.0.0"  # noqa: S104  a constant, not a socket to bind

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Attempts are counted by account (see `tally`), before anything is checked."""
        seconds = tally.seconds_to_wait(credentials.get("username", ""))
        if seconds:
            raise TooManyAttempts(seconds)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A closed account is answered like one that never was."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and (passphrase_ended(user) or not user.is_active):
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            tally.succeeded(credentials.get("username", ""))
        return user

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's ways, in our words, and the card where she has one."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        known = {way["id"] for way in ways}
        carded = not user.is_anonymous and cards.card_of(user.pk) is not None
        if carded and "mfa_reauthenticate" not in known:
            ways.append({"id": "mfa_reauthenticate", "url": reverse("mfa_reauthenticate")})
        said = {
            "reauthenticate": _("Con su contraseña"),
            "mfa_reauthenticate": _("Con un código"),
            "mfa_reauthenticate:webauthn": _("Con una llave de acceso"),
        }
        return [way | {"description": said[way["id"]]} for way in ways]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        username = str(credentials.get("username", ""))
        tally.failed(username)
        records.failed(username, "password")


def passphrase_ended(user: User) -> bool:
    """Whether her temporary passphrase was not used in time."""
    return user.temporary_until is not None and user.temporary_until < clock.today()


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library is not typed
    """Passkeys and security keys, applications, and printed cards, which the library has not."""

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """A card counts wherever the library asks for a whole second factor."""
        if super().is_mfa_enabled(user, types):
            return True
        whole = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
        asked = types is None or whole <= set(types)
        return asked and not user.is_anonymous and cards.card_of(user.pk) is not None

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(NONCE)
        sealed = nonce + AESGCM(derived_key("factors")).encrypt(nonce, text.encode(), None)
        return SEALED + base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        sealed = base64.b64decode(encrypted_text.removeprefix(SEALED))
        opened = AESGCM(derived_key("factors")).decrypt(sealed[:NONCE], sealed[NONCE:], None)
        return opened.decode()

    def get_totp_issuer(self) -> str:
        return "Amparo"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  the library's
        made = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Llave %(n)d") % {"n": made + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys are bound to this node's name: the one in use, if it is one of the allowed."""
        return {"id": key_host(context.request) or "localhost", "name": "Amparo"}


def key_host(request: HttpRequest) -> str:
    """The allowed name in use, to which keys are bound; empty at a bare address, where browsers
    make none."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return "" if _is_an_address(host) else host


def _is_an_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
