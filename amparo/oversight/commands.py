"""`amparo erase`: words on stderr, one JSON line on stdout."""

from __future__ import annotations

import json
import sys
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.operator import CannotAct, actor_for_command
from amparo.kernel.access.permissions import Permission
from amparo.kernel.retention.errors import HeldByLaw
from amparo.observatory.public import remake_figures
from amparo.persons.public import NobodyToErase, erase_person

DONE, REFUSED = 0, 2


def erase(subject: str, username: str, *, confirmed: bool) -> int:
    """Exit status: 0 erased, 2 nothing was erased."""
    try:
        number = UUID(subject)
    except ValueError:
        return _cannot("El número del expediente es un UUID, como el de la dirección de su página.")
    try:
        actor = actor_for_command(username, wanting=Permission.PERSON_ERASE)
        if not (confirmed or _sure(number)):
            return _cannot("No se borró nada.")
        erased = erase_person(actor=actor, subject=number, on=clock.today())
    except CannotAct as error:
        return _cannot(str(error))
    except Denied:  # unknown, of others, closed to her or erased before: one answer
        return _cannot(str(NobodyToErase.message))
    except HeldByLaw as error:
        return _cannot(" ".join(error.messages))
    remade = remake_figures()
    _say(
        "Borrado. Haga hoy un respaldo: lleva la lápida por la que los anteriores no la devuelven."
    )
    print(
        json.dumps({"files": erased.files, "tombstone": erased.tombstone, "figures": remade}),
    )
    return DONE


def _sure(number: UUID) -> bool:
    """Whoever types the last four signs again has looked at the number."""
    asked = f"Se borrará para siempre el expediente {number}. Escriba sus últimos cuatro signos: "
    sys.stderr.write(asked)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == str(number)[-4:]


def _cannot(text: str) -> int:
    _say(text)
    return REFUSED


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
