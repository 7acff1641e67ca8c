"""Who may do what in identification. Seeing the person comes first; her team or a share decides."""

from __future__ import annotations

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.kernel.workflow import Transition
from amparo.persons.public import Person, ShareField, fields_for, serves

# What an authority of another institution needs named in the consent before it may decide.
TO_DECIDE = frozenset({ShareField.IDENTIFICATION, ShareField.EVENTS})


def can_read_status(actor: Actor, person: Person) -> bool:
    """Status, deciding body, dates."""
    return _sees(actor, person, frozenset({ShareField.IDENTIFICATION}))


def can_read_findings(actor: Actor, person: Person) -> bool:
    """Answers and legal test: they tell what happened to her, so that part must be named too."""
    return _sees(actor, person, TO_DECIDE)


def can_screen(actor: Actor, person: Person) -> bool:
    """Her team asks; an authority of another institution that decides may complete what is missing,
    under a live share that names what it needs."""
    return actor.has(Permission.IDENTIFICATION_SCREEN) and _works_on(actor, person)


def can_take_step(actor: Actor, person: Person, step: Transition) -> bool:
    """The step's own permission, for whoever works on her identification."""
    return actor.has(step.permission) and _works_on(actor, person)


def _works_on(actor: Actor, person: Person) -> bool:
    placed = serves(actor, person) or actor.has(Permission.IDENTIFICATION_DECIDE)
    return placed and _sees(actor, person, TO_DECIDE)


def _sees(actor: Actor, person: Person, parts: frozenset[ShareField]) -> bool:
    if not actor.has(Permission.CASE_READ) or person.merged_into_id is not None:
        return False
    return parts <= fields_for(actor, person, on=clock.today())


def can_import_status(actor: Actor, person: Person) -> bool:
    """Whoever imports records, for the persons of her own teams."""
    return actor.has(Permission.CASE_IMPORT) and serves(actor, person)
