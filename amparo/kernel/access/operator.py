"""Acting from the console as an account: its own passphrase and second factor, and a trace that
names both the account and whoever typed the command."""

from __future__ import annotations

import os
import pwd

from django.conf import settings

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Permission
from amparo.kernel.console import ask_secret as ask_secret
from amparo.kernel.identity import tally
from amparo.kernel.identity.factors import code_holds, factors_of
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership

_WITHOUT_CODES = {
    True: "La cuenta entra solo con llave de acceso, que en la consola no se puede usar. Imprima "
    "una tarjeta de códigos en «Mi cuenta» y escriba aquí uno de los suyos.",
    False: "La cuenta todavía no tiene códigos de verificación: entre una vez con el navegador "
    "(`amparo serve`) y actívelos.",
}


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
    actors = (actor_of(place, operator=operator_name()) for place in there)
    found = next((one for one in actors if one.has(wanting)), None)
    if found is None:
        raise CannotAct(
            f"La cuenta «{username}» no tiene ese permiso. Use otra cuenta, o pida una función que "
            "lo tenga a quien administra su institución."
        )
    return found


def _prove(user: User) -> None:
    """Passphrase, then a code of her application or of her card; slowed as on the web.

    Raises CannotAct.
    """
    seconds = tally.seconds_to_wait(user.username)
    if seconds:
        raise CannotAct(f"Hubo muchos intentos fallidos. Espere {seconds} segundos.")
    passphrase = ask_secret(f"Contraseña de {user.username}: ")
    code = ask_secret("Código de la aplicación o de la tarjeta: ")
    factors = factors_of(user)
    if not user.check_password(passphrase) or (factors.typed and not code_holds(user, code)):
        tally.failed(user.username)
        raise CannotAct("La contraseña o el código no corresponden. Escríbalos otra vez.")
    if not factors.typed:
        raise CannotAct(_WITHOUT_CODES[factors.keys > 0])
    tally.succeeded(user.username)


def operator_name() -> str:
    """The account of the operating system that typed the command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a number without a name
        return f"uid {os.getuid()}"
