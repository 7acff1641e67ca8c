"""Who represents a child or an adolescent: noted by the team, decided by the child authority."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.persons.choices import AgeGroup
from amparo.persons.errors import OnlyAChildIsRepresented
from amparo.persons.models import Person, Representative
from amparo.persons.permissions import can_change_person, can_decide_representative

SEALED = ("name", "contact", "best_interest")


class DecisionNeedsWords(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            {
                "best_interest": _(
                    "Escriba qué decidió la autoridad de niñez y por qué es en su interés superior."
                )
            }
        )


class EndsBeforeItStarts(ValidationError):
    def __init__(self) -> None:
        super().__init__({"until_on": _("La representación terminaría antes de empezar.")})


def note_representative(
    *, actor: Actor, person_id: int, kind: str, name: str, contact: str, named: bool, on: date
) -> Representative:
    """Write down who says to represent her. It allows nothing until the authority decides.

    ``named``: she names this person in the facts.

    Raises:
        Denied: the actor is not on her team.
        OnlyAChildIsRepresented: she is an adult.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_change_person, actor, person)
        if person.age_group == AgeGroup.ADULT:
            raise OnlyAChildIsRepresented
        found = Representative(
            person=person, kind=kind, named_in_facts=named, noted_on=on, noted_by_id=actor.member
        )
        ring = unlock(actor, [person.public_id], on)
        ring.write(found, "name", name.strip())
        ring.write(found, "contact", contact.strip())
        found.save()
        record(actor, Verb.REPRESENTATIVE_NOTED, subjects=[person.public_id], kind=kind)
    return found


def decide_representative(
    *,
    actor: Actor,
    representative_id: int,
    version: int,
    best_interest: str,
    told: bool,
    consents: bool,
    from_on: date,
    until_on: date,
    on: date,
) -> Representative:
    """Write what the child authority decided: what it allows, and until when, majority at most.

    Raises:
        Denied: the actor may not write decisions, or is not on her team.
        OnlyAChildIsRepresented, DecisionNeedsWords, EndsBeforeItStarts: it does not hold together.
        ChangedSinceOpened: somebody else saved after ``version`` was shown.
    """
    with writing(actor):
        found = Representative.objects.select_for_update(of=("self",)).get(pk=representative_id)
        require(can_decide_representative, actor, found.person)
        if found.person.age_group == AgeGroup.ADULT:
            raise OnlyAChildIsRepresented
        if not best_interest.strip():
            raise DecisionNeedsWords
        if until_on < from_on:
            raise EndsBeforeItStarts
        claim_version(found, version)
        ring = unlock(actor, [found.subject], on)
        ring.write(found, "best_interest", best_interest.strip())
        found.told, found.consents = told, consents
        found.from_on, found.until_on = from_on, until_on
        found.decided_on, found.decided_by_id = on, actor.member
        found.save()
        record(actor, Verb.REPRESENTATIVE_DECIDED, subjects=[found.subject], kind=found.kind)
    return found


def move_representatives(kept: Person, joined: Person, ring: Keyring) -> None:
    """What was noted or decided in either file stands in the one that remains."""
    for found in Representative.objects.filter(person=joined):
        words = {name: ring.text(found, name) for name in SEALED}
        found.person = kept  # its words are bound to her, so they are sealed again
        for name, text in words.items():
            ring.write(found, name, text or "")
        found.save()


def end_representation(
    *, actor: Actor, representative_id: int, version: int, on: date
) -> Representative:
    """End it before its term. Raises Denied, ChangedSinceOpened."""
    with writing(actor):
        found = Representative.objects.select_for_update(of=("self",)).get(pk=representative_id)
        require(can_change_person, actor, found.person)
        claim_version(found, version)
        found.ended_on = on
        found.save(update_fields=["ended_on", "version"])
        record(actor, Verb.REPRESENTATIVE_ENDED, subjects=[found.subject], kind=found.kind)
    return found
