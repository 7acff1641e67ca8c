"""Writing down what was talked over with her about the process."""

from __future__ import annotations

from datetime import date

from amparo.identification.choices import About
from amparo.identification.errors import NothingToTell, OnlySheAgrees, OnlyTheChildAuthority
from amparo.identification.models import Conversation, StatusDecision
from amparo.identification.permissions import can_screen
from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import AgeGroup, Explained, GivenBy, Person


def record_conversation(
    *, actor: Actor, person_id: int, about: str, given_by: str, explained: str, on: date
) -> Conversation:
    """Append that she agreed, asked to decide sooner, or was told the decision.

    Raises:
        Denied: the actor does not work on this person's identification.
        OnlySheAgrees, OnlyTheChildAuthority: it is not for that person to agree.
        NothingToTell: there is no decision to explain.
        ValueError: an answer is not in its list.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_screen, actor, person)
        _check(person, About(about), GivenBy(given_by))
        said = Conversation.objects.create(
            person=person,
            about=about,
            given_by=given_by,
            explained=Explained(explained),
            noted_on=on,
            by=place_of(actor),
        )
        record(actor, Verb.IDENTIFICATION_TALKED, subjects=[person.public_id], about=about)
    return said


def _check(person: Person, about: About, given_by: GivenBy) -> None:
    """A decision is told to her at any age; agreeing is an adult's own, or the authority's."""
    if about is About.TOLD:
        if not StatusDecision.objects.filter(person=person).exists():
            raise NothingToTell
        return
    authority = given_by is GivenBy.CHILD_AUTHORITY
    if person.age_group == AgeGroup.ADULT and authority:
        raise OnlySheAgrees
    if person.age_group != AgeGroup.ADULT and not authority:
        raise OnlyTheChildAuthority
