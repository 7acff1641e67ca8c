"""Her team opens a door because she asked, and closes it when she says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import grant_keys, revoke_keys, unlock
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.ownfile import phrases
from amparo.ownfile.choices import ClosingReason
from amparo.ownfile.models import OwnDoor, Visit
from amparo.ownfile.permissions import can_tend_own_door
from amparo.persons.public import Person
from amparo.reports.public import new_locator, new_salt

# What she reads there. Never where she or anybody is, what others said, or a hearing.
OWN_CLASSES = (DataClass.IDENTITY, DataClass.SERVICES)


@dataclass(frozen=True, repr=False)
class OpenedDoor:
    """The door and the six digits that she is told once."""

    door: OwnDoor
    locator: str


def open_door(
    *, actor: Actor, person_id: int, phrase: str, duress: str = "", on: date
) -> OpenedDoor:
    """Open her door with the phrases that she typed; an older one closes.

    Raises:
        Denied: the actor is not on her team.
        PhraseTooShort, PhrasesAlike: nothing was opened.
    """
    phrases.check(phrase, duress)
    salt = new_salt()
    keys = phrases.keys_of(phrase, salt)
    verifier = phrases.keys_of(duress, salt).proof if duress else b""
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_tend_own_door, actor, person)
        for older in OwnDoor.objects.open().filter(person=person):
            _close(older, ClosingReason.REPLACED, on)
        door = OwnDoor(public_id=uuid4(), person=person, locator=new_locator(), salt=salt)
        door.verifier, door.duress_verifier = keys.proof, verifier
        door.opened_on, door.opened_by_id = on, actor.member
        door.save(force_insert=True)
        ring, subject = unlock(actor, [person.public_id], on), person.public_id
        hers = ensure_recipient(RecipientKind.OWN_DOOR, door.public_id, wrapping_key=keys.wrapping)
        grant_keys(ring, subject, OWN_CLASSES, hers, door.public_id)
        record(actor, Verb.OWN_DOOR_OPENED, subjects=[subject])
    return OpenedDoor(door, door.locator)


def close_door(*, actor: Actor, door_id: int, reason: ClosingReason, on: date) -> OwnDoor:
    """Close it at once: its keys go, and every visit ends. Twice is once.

    Raises:
        Denied: the actor is not on her team.
    """
    with writing(actor):
        door = OwnDoor.objects.select_for_update(of=("self",)).get(pk=door_id)
        require(can_tend_own_door, actor, door.person)
        if door.closed_on is None:
            _close(door, reason, on)
            record(
                actor,
                Verb.OWN_DOOR_CLOSED,
                subjects=[door.person.public_id],
                reason=reason.value,
            )
    return door


def seen_forced(*, actor: Actor, door_id: int) -> OwnDoor:
    """Her team has seen that the phrase of danger was used.

    Raises:
        Denied: the actor is not on her team.
    """
    with writing(actor):
        door = OwnDoor.objects.select_for_update(of=("self",)).get(pk=door_id)
        require(can_tend_own_door, actor, door.person)
        door.forced_seen = True
        door.save(update_fields=["forced_seen"])
        record(actor, Verb.OWN_WORD_READ, subjects=[door.person.public_id], forced=True)
    return door


def _close(door: OwnDoor, reason: ClosingReason, on: date) -> None:
    door.closed_on, door.closing_reason = on, reason.value
    door.save(update_fields=["closed_on", "closing_reason"])
    Visit.objects.filter(door=door).delete()
    revoke_keys(door.public_id)
    Recipient.objects.filter(kind=RecipientKind.OWN_DOOR, owner=door.public_id).delete()
