"""Acting from the console as an account: its own passphrase and second factor, and a trace that
names both the account and whoever typed the command."""

from __future__ import annotations

import getpass
import os
import pwd

from allauth.mfa.models import Authenticator
from django.conf import settings

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Permission
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership


class CannotAct(SystemExit):
    """Ends the command with status 2 and a message in Spanish."""

    def __init__(self, message: str) -> None:
        import sys

        print(message, file=sys.stderr)  # noqa: T201  the console is where this speaks
        super().__init__(2)


def actor_for_command(username: str, *, wanting: Permission | None = None) -> Actor:
    """The account's actor; its first place that holds the wanted permission, or its first place.

    Raises:
        CannotAct: no such account or place, or the proof does not hold (outside a demonstration).
    """
    live = Membership.objects.live(clock.today()).filter(user__username=username)
    places = list(live.select_related("user", "desk__organisation").order_by("pk"))
    if not places:
        raise CannotAct(f"No hay una cuenta activa con ese nombre: {username}")
    if not settings.DEMONSTRATION:
        _prove(places[0].user)
    actors = [actor_of(place, operator=_operator()) for place in places]
    return next((one for one in actors if wanting is None or one.has(wanting)), actors[0])


def _prove(user: User) -> None:
    passphrase = getpass.getpass(f"Contraseña de {user.username}: ")
    code = getpass.getpass("Código de verificación: ")
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if totp is None or not user.check_password(passphrase) or not totp.wrap().validate_code(code):
        raise CannotAct("La contraseña o el código no corresponden.")


def _operator() -> str:
    return pwd.getpwuid(os.getuid()).pw_name
