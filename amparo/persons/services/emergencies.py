"""Opening the file of somebody named by her exact code, when life or safety asks for it."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require
from amparo.kernel.access.emergency import (
    NothingToOpen,
    ReasonMissing,
    can_open_in_emergency,
    can_try_another_name,
    open_in_emergency,
    refuse_name,
)
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.audit.services import record_refusal
from amparo.persons.services.known import known_by_code


def open_person_in_emergency(
    *, actor: Actor, code_name: str, purpose: str, reason: str
) -> EmergencyOpening:
    """Open one file for four hours.

    Raises:
        Denied: the actor's role opens nothing in an emergency.
        ReasonMissing: nothing says why.
        NothingToOpen: nobody has that code, she is kept out of that file, or she tried ten codes
            today that opened nothing: all the same answer.
    """
    try:
        require(can_open_in_emergency, actor)
    except Denied as refusal:
        record_refusal(actor, refusal.predicate)
        raise
    if not reason.strip():
        raise ReasonMissing
    tired = not can_try_another_name(actor)
    person = known_by_code(actor, code_name)
    if person is None or tired:
        refuse_name(actor)
        raise NothingToOpen
    return open_in_emergency(
        actor=actor,
        person=person.public_id,
        team=person.team,
        purpose=purpose,
        reason=reason,
    )
