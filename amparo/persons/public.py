"""What other apps may use of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.persons.choices import (
    CLASS_OF_FIELD,
    SEALED_CLASSES,
    AgeGroup,
    Basis,
    ConsentPurpose,
    Explained,
    GivenBy,
    MayContact,
    ShareField,
    Source,
)
from amparo.persons.errors import SearchTooWide
from amparo.persons.models import (
    NOT_ASKED,
    PARTIAL_DATE,
    Answer,
    Consent,
    GroupIntake,
    Person,
    PossibleDuplicate,
    Share,
)
from amparo.persons.permissions import can_change_person, serves
from amparo.persons.querysets import visible_persons
from amparo.persons.services import (
    PersonFields,
    answer_duplicate,
    change_person,
    create_person,
    end_share,
    give_consent,
    merge_persons,
    open_group,
    open_person,
    own_duplicates,
    register_card,
    search,
    start_share,
    withdraw_consent,
)
from amparo.persons.services.merging import register_mover, reseal


@dataclass(frozen=True)
class Heading:
    """What a list may show of a person: her code name and age group, never a name."""

    public_id: UUID
    code_name: str
    age_group: str


def headings(actor: Actor, ids: Iterable[int], *, on: date) -> dict[int, Heading]:
    """Headings of the persons among ``ids`` that the actor may see, by primary key."""
    visible = Person.objects.visible_to(actor, on=on).filter(pk__in=list(ids))
    return {
        person.pk: Heading(person.public_id, person.code_name, person.age_group)
        for person in visible
    }


def fields_for(actor: Actor, person: Person, *, on: date) -> frozenset[ShareField]:
    """The parts of a file this actor may see today: all for the team, the consent's for a desk,
    and never a part whose data class her role does not read."""
    if serves(actor, person):
        parts = set(ShareField)
    else:
        shares = Share.objects.live(on).for_actor(actor).filter(person=person)
        named = shares.values_list("consent__fields", flat=True)
        parts = {ShareField(one) for fields in named for one in fields}
    return frozenset(part for part in parts if actor.may_read(CLASS_OF_FIELD[part]))


__all__ = [
    "CLASS_OF_FIELD",
    "NOT_ASKED",
    "PARTIAL_DATE",
    "SEALED_CLASSES",
    "AgeGroup",
    "Answer",
    "Basis",
    "Consent",
    "ConsentPurpose",
    "Explained",
    "GivenBy",
    "GroupIntake",
    "Heading",
    "MayContact",
    "Person",
    "PersonFields",
    "PossibleDuplicate",
    "SearchTooWide",
    "Share",
    "ShareField",
    "Source",
    "answer_duplicate",
    "can_change_person",
    "change_person",
    "create_person",
    "end_share",
    "fields_for",
    "give_consent",
    "headings",
    "merge_persons",
    "open_group",
    "open_person",
    "own_duplicates",
    "register_card",
    "register_mover",
    "reseal",
    "search",
    "serves",
    "start_share",
    "visible_persons",
    "withdraw_consent",
]
