"""Who may do what with a person's record: pure questions, true or false."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass, class_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.kernel.vault.keyring import denied_among
from amparo.persons.exclusion_querysets import denied_subjects, keeps_sealed, sealed
from amparo.persons.models import Exclusion, GroupIntake, Person, PossibleDuplicate, Protection


def can_open_person(actor: Actor) -> bool:
    """Whoever has direct contact may open a file; it starts with a team of its own."""
    return actor.has(Permission.PERSON_OPEN) and actor.membership_id is not None


def serves(actor: Actor, person: Person) -> bool:
    """The actor is on the person's team today, and nothing keeps her out of the file."""
    serving = TeamMember.objects.serving(actor, clock.today()).filter(team_id=person.team_id)
    return serving.exists() and not denied_subjects(actor, [person.public_id])


def is_sealed(person: Person) -> bool:
    """Under the reserve of a witness."""
    reserved: bool = sealed().filter(person=person).exists()
    return reserved


def can_write_answers(actor: Actor, names: Iterable[str]) -> bool:
    """Her role writes the data class of each named field."""
    return all(actor.may_write(class_of(Person, name)) for name in names)


def can_write_migration(actor: Actor, person: Person) -> bool:
    """Legal aid on her team, and nobody else: what is written here can be used against her."""
    return (
        actor.has(Permission.MIGRATION_WRITE)
        and actor.may_write(DataClass.MIGRATION)
        and person.merged_into_id is None
        and serves(actor, person)
    )


def can_register_card(actor: Actor, group: GroupIntake) -> bool:
    """Only the sitting's own team fills its cards."""
    serving = TeamMember.objects.serving(actor, clock.today())
    return can_open_person(actor) and serving.filter(team_id=group.team_id).exists()


def can_change_person(actor: Actor, person: Person) -> bool:
    """Only the team writes, and never in a file that was joined to another."""
    return (
        actor.has(Permission.CASE_WRITE) and person.merged_into_id is None and serves(actor, person)
    )


def can_record_consent(actor: Actor, person: Person) -> bool:
    return actor.has(Permission.CONSENT_WRITE) and serves(actor, person)


def can_withdraw(actor: Actor, person: Person) -> bool:
    """She herself, behind her own door, or her team when she says so."""
    return actor.herself == person.public_id or can_record_consent(actor, person)


def can_hide(actor: Actor, person: Person) -> bool:
    """She herself, or her team when she says so."""
    return can_withdraw(actor, person)


def can_share(actor: Actor, person: Person) -> bool:
    return actor.has(Permission.SHARE_WRITE) and serves(actor, person)


def can_merge(actor: Actor, kept: Person, joined: Person) -> bool:
    """Two files of the actor's own teams; across institutions it is the custodian's matter. A file
    under reserve is joined only to another: otherwise it would come out of it."""
    one_side = is_sealed(kept) == is_sealed(joined)
    return one_side and can_change_person(actor, kept) and can_change_person(actor, joined)


def can_reconcile(actor: Actor, candidate: PossibleDuplicate | None = None) -> bool:
    """The registry custodian, unless she is kept out of one of the two."""
    if not actor.has(Permission.REGISTRY_RECONCILE) or candidate is None:
        return actor.has(Permission.REGISTRY_RECONCILE)
    return not denied_subjects(actor, [candidate.first.public_id, candidate.second.public_id])


def can_exclude(actor: Actor, person: Person) -> bool:
    """Her team keeps others out; whoever is kept out cannot undo it."""
    return actor.has(Permission.PERSON_EXCLUDE) and serves(actor, person)


def can_confirm_lifting(actor: Actor, exclusion: Exclusion) -> bool:
    """Somebody of her team who did not ask for it, while it stands."""
    asked = exclusion.lift_asked_by_id
    return (
        asked is not None
        and asked != actor.membership_id
        and exclusion.lifted_on is None
        and can_exclude(actor, exclusion.person)
    )


def can_seal(actor: Actor, person: Person) -> bool:
    """A witness-protection officer who is named on her team."""
    return actor.has(Permission.PERSON_SEAL) and serves(actor, person)


def can_unseal(actor: Actor, protection: Protection) -> bool:
    """The other officer."""
    return protection.sealed_by_id != actor.membership_id and can_seal(actor, protection.person)


def can_decide_representative(actor: Actor, person: Person) -> bool:
    return actor.has(Permission.REPRESENTATIVE_DECIDE) and can_change_person(actor, person)


def answers_for(actor: Actor, subjects: Iterable[UUID]) -> set[UUID]:
    """Those among ``subjects`` about whose data the actor may answer, and whom she may erase: data
    protection for all but who is closed to it, and for a protected witness one of her officers.

    Numbers of nobody are left in: by this alone nobody learns who is known.
    """
    asked = set(subjects)
    if not keeps_sealed(actor):
        return asked - denied_among(actor, asked)
    hers = Person.objects.of_my_teams(actor, on=clock.today())
    return set(
        hers.filter(public_id__in=asked, pk__in=sealed()).values_list("public_id", flat=True)
    )


def can_erase_person(actor: Actor, person: Person | None = None) -> bool:
    """The data-protection officer of the institution that holds the file, or one of the officers
    of a protected witness; no other team may."""
    if not actor.has(Permission.PERSON_ERASE) or actor.organisation_id is None or person is None:
        return actor.has(Permission.PERSON_ERASE)
    mine = person.team.organisation_id == actor.organisation_id
    return mine and person.public_id in answers_for(actor, [person.public_id])
