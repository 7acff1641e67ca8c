"""Who answers for rights, breaches and papers."""

from __future__ import annotations

from collections.abc import Iterable

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.oversight.models import Breach, BreachPerson, RightsRequest
from amparo.persons.public import Person, answers_for, serves


def can_answer_rights(actor: Actor, request: RightsRequest | None = None) -> bool:
    """The data-protection officer of the institution that was asked, unless the file is closed to
    her; for a protected witness, one of her officers."""
    answers = actor.has(Permission.RIGHTS_ANSWER) and actor.membership_id is not None
    if not answers or request is None:
        return answers
    mine = request.organisation_id == actor.organisation_id
    return mine and request.subject in answers_for(actor, [request.subject])


def only_answerable(actor: Actor, requests: Iterable[RightsRequest]) -> list[RightsRequest]:
    """Of a list of one's own institution, those that the actor may answer."""
    listed = list(requests)
    hers = answers_for(actor, [each.subject for each in listed])
    return [each for each in listed if each.subject in hers]


def can_ask_for_her(actor: Actor, person: Person) -> bool:
    """Her team writes down what she asks, and makes her copy."""
    return actor.has(Permission.CASE_WRITE) and serves(actor, person)


def can_manage_breach(actor: Actor, breach: Breach | None = None) -> bool:
    mine = breach is None or breach.organisation_id == actor.organisation_id
    return actor.has(Permission.BREACH_MANAGE) and actor.membership_id is not None and mine


def can_tell_her(actor: Actor, touched: BreachPerson) -> bool:
    """Whoever serves on her team, and nobody else, looks at her safety and tells her."""
    person = Person.objects.select_related("team").filter(public_id=touched.subject).first()
    return person is not None and can_ask_for_her(actor, person)


def can_load_papers(actor: Actor) -> bool:
    return actor.has(Permission.LEGAL_LOAD) and actor.membership_id is not None
