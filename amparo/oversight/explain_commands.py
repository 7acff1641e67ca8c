"""`amparo access explain`: the rule's clauses for one account, one file and one action."""

from __future__ import annotations

import sys
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.operator import CannotAct, actor_for_command
from amparo.kernel.access.permissions import Permission
from amparo.oversight.services.explaining import NothingToExplain, PlaceExplained, explain_access
from amparo.persons.public import ACTIONS

DONE, REFUSED = 0, 2


def explain(username: str, subject: str, action: str, officer: str) -> int:
    """Exit status: 0 explained, whatever the answer; 2 nothing to explain, or not to this account.

    ``officer``: the data-protection account that asks; it proves itself like any command's.
    """
    if action not in ACTIONS:
        return _cannot(f"No existe la acción «{action}». Hay: {', '.join(ACTIONS)}.")
    try:
        actor = actor_for_command(officer, wanting=Permission.ACCESS_EXPLAIN)
        places = explain_access(
            actor=actor,
            username=username,
            subject=UUID(subject),
            action=action,
            on=clock.today(),
        )
    except CannotAct as error:
        return _cannot(str(error))
    except NothingToExplain as error:
        return _cannot(" ".join(error.messages))
    except ValueError:
        return _cannot("El número del expediente es un UUID, como el de la dirección de su página.")
    for place in places:
        _print(place)
    return DONE


def _print(place: PlaceExplained) -> None:
    allowed = "sí" if place.explanation.allowed else "no"
    where = f"{place.institution} · {place.desk} · {place.role} · {place.purpose}"
    sys.stdout.write(f"{where}: {allowed}\n")
    failing = place.explanation.first_failing
    for clause in place.explanation.clauses:
        here = "  <- la primera que falla" if clause is failing else ""
        sys.stdout.write(f"  [{'sí' if clause.holds else 'no'}] {clause.words}{here}\n")


def _cannot(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return REFUSED
