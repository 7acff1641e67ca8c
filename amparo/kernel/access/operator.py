"""Acting from the console as an account: its own passphrase and second factor, and a trace that
names both the account and whoever typed the command."""

from __future__ import annotations

import getpass
import os
import pwd
import sys
from typing import TextIO

from allauth.mfa.models import Authenticator
from django.conf import settings

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Permission
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership


class CannotAct(Exception):
    """The command may not run as that account; its text says why, in Spanish."""


def actor_for_command(username: str, *, wanting: Permission, organisation: str = "") -> Actor:
    """The account's actor: of its places, the first that holds the wanted permission.

    ``organisation``: code of the only institution whose places count; empty, any.

    Raises:
        CannotAct: no such account or place, no such permission, or (outside a demonstration) the
            passphrase and code do not hold.
    """
    live = Membership.objects.live(clock.today()).filter(user__username=username)
    places = list(live.select_related("user", "desk__organisation").order_by("pk"))
    if not places:
        raise CannotAct(f"No hay una cuenta activa con el nombre «{username}». Revise --as.")
    if not settings.DEMONSTRATION:
        _prove(places[0].user)
    there = [one for one in places if organisation in ("", one.desk.organisation.code)]
    if not there:
        raise CannotAct(
            f"La cuenta «{username}» no trabaja en la institución «{organisation}». "
            "Revise --organisation."
        )
    actors = (actor_of(place, operator=_operator()) for place in there)
    found = next((one for one in actors if one.has(wanting)), None)
    if found is None:
        raise CannotAct(
            f"La cuenta «{username}» no tiene ese permiso. Use otra cuenta, o pida una función que "
            "lo tenga a quien administra su institución."
        )
    return found


def ask_secret(question: str, source: TextIO | None = None) -> str:
    """Typed without echo at a terminal; otherwise the next line of ``source`` (standard input)."""
    source = source or sys.stdin
    if source.isatty():
        return getpass.getpass(question)
    sys.stderr.write(f"{question}\n")
    return source.readline().rstrip("\r\n")


def _prove(user: User) -> None:
    passphrase = ask_secret(f"Contraseña de {user.username}: ")
    code = ask_secret("Código de verificación: ")
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if not user.check_password(passphrase) or (totp and not totp.wrap().validate_code(code)):
        raise CannotAct("La contraseña o el código no corresponden. Escríbalos otra vez.")
    if totp is None:
        raise CannotAct(
            "La cuenta todavía no tiene códigos de verificación: entre una vez con el navegador "
            "(`amparo serve`) y actívelos."
        )


def _operator() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a number without a name
        return f"uid {os.getuid()}"
