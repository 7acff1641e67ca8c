"""Who may open and close her own door."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.persons.public import Person, serves


def can_tend_own_door(actor: Actor, person: Person) -> bool:
    """Her team, at her side: it opens the door when she asks and closes it when she says so."""
    return (
        actor.has(Permission.CONSENT_WRITE)
        and person.merged_into_id is None
        and serves(actor, person)
    )


def is_hers(actor: Actor, person: Person) -> bool:
    """The person herself, behind her own door."""
    return actor.herself is not None and actor.herself == person.public_id
