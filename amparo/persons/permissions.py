"""Who may do what with a person's record: pure questions, true or false."""

from __future__ import annotations

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.persons.models import Person, PossibleDuplicate


def can_open_person(actor: Actor) -> bool:
    """Whoever has direct contact may open a file; it starts with a team of its own."""
    return actor.has(Permission.PERSON_OPEN) and actor.membership_id is not None


def serves(actor: Actor, person: Person) -> bool:
    """The actor is on the person's team today."""
    return TeamMember.objects.serving(actor, clock.today()).filter(team_id=person.team_id).exists()


def can_change_person(actor: Actor, person: Person) -> bool:
    """Only the team writes, and never in a file that was joined to another."""
    return (
        actor.has(Permission.CASE_WRITE) and person.merged_into_id is None and serves(actor, person)
    )


def can_record_consent(actor: Actor, person: Person) -> bool:
    return actor.has(Permission.CONSENT_WRITE) and serves(actor, person)


def can_share(actor: Actor, person: Person) -> bool:
    return actor.has(Permission.SHARE_WRITE) and serves(actor, person)


def can_merge(actor: Actor, kept: Person, joined: Person) -> bool:
    """Two files of the actor's own teams; across institutions it is the custodian's matter."""
    return can_change_person(actor, kept) and can_change_person(actor, joined)


def can_reconcile(actor: Actor, _candidate: PossibleDuplicate) -> bool:
    return actor.has(Permission.REGISTRY_RECONCILE)
