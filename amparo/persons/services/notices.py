"""What must be reported is told to her before she speaks, and that it was told is written down."""

from __future__ import annotations

from datetime import date

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.persons.choices import Explained
from amparo.persons.models import MandatoryNotice, Person
from amparo.persons.order_permissions import can_tell


def tell_notice(*, actor: Actor, person_id: int, explained: str, on: date) -> MandatoryNotice:
    """Write down that she was told, under the rules of the actor's country.

    Raises:
        Denied: the actor does not accompany her.
        ValueError: a way of explaining that is not in its list.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_tell, actor, person)
        notice = MandatoryNotice.objects.create(
            person=person,
            country=actor.country,
            told_on=on,
            explained=Explained(explained),
            by_id=actor.member,
        )
        record(actor, Verb.NOTICE_TOLD, subjects=[person.public_id], country=actor.country)
    return notice


def last_notice(person: Person) -> MandatoryNotice | None:
    """When she was told last; the caller has opened her file."""
    return MandatoryNotice.objects.filter(person=person).first()
