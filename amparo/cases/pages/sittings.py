"""The board of a group intake: every numbered card and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.cases.models import Case
from amparo.cases.services import differences
from amparo.cases.wording import place_words
from amparo.kernel.access.doors import Door
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import NOT_ASKED, GroupIntake, Person, taken_cards, without_denied

FREE, BEGUN, COMPLETED, JOINED = "free", "begun", "completed", "joined"
ROWS_AT_ONCE = 10


@dataclass(frozen=True)
class Card:
    """``case`` is None for a card without a file; ``into`` is the card that it was joined to, if
    it is one of this sitting and there for whoever reads."""

    number: int
    state: str
    code_name: str = ""
    case: UUID | None = None
    into: int | None = None


@dataclass(frozen=True)
class Board:
    public_id: UUID
    place: str
    opened_on: date
    cards: list[Card]

    @property
    def free(self) -> list[int]:
        return [card.number for card in self.cards if card.state == FREE]

    def count(self, state: str) -> int:
        return sum(card.state == state for card in self.cards)

    @property
    def begun(self) -> int:
        return self.count(BEGUN)

    @property
    def completed(self) -> int:
        return self.count(COMPLETED)


def group_of(door: Door, public_id: UUID) -> GroupIntake:
    """A sitting of one's own team. Raises GroupIntake.DoesNotExist for anybody else."""
    mine = GroupIntake.objects.of_my_teams(door.actor, on=door.on)
    return mine.select_related("team").get(public_id=public_id)


def sittings_of(door: Door) -> list[GroupIntake]:
    mine = GroupIntake.objects.of_my_teams(door.actor, on=door.on)
    return list(mine.order_by("-opened_on", "-pk")[:20])


def board_of(door: Door, group: GroupIntake) -> Board:
    """Cards in order; reading it is recorded for everybody it shows.

    A card whose file is closed to the actor is told as one that was joined to a file elsewhere:
    both are taken when somebody tries to register them, so no row is filled in for nothing, and
    neither says that anybody is kept out.
    """
    people = list(without_denied(Person.objects.filter(group=group), door.actor))
    cases = Case.objects.filter(person__in=people).values_list("person_id", "public_id")
    by_card = {person.card: person for person in people}
    taken = taken_cards(group)
    door.saw(Verb.CASE_LISTED, [person.public_id for person in people], ["code_name", "card"])
    files = dict(cases)
    return Board(
        public_id=group.public_id,
        place=place_words(group.place) if group.place else "",
        opened_on=group.opened_on,
        cards=[
            _card(number, by_card, files)
            if number in by_card
            else Card(number, JOINED if number in taken else FREE)
            for number in _numbers(group)
        ],
    )


def _numbers(group: GroupIntake) -> range:
    return range(1, group.cards + 1)


def _card(number: int, by_card: dict[int | None, Person], files: dict[int, UUID]) -> Card:
    person = by_card[number]
    if person.merged_into_id is not None:
        kept = [card for card, other in by_card.items() if other.pk == person.merged_into_id]
        return Card(number, JOINED, person.code_name, into=kept[0] if kept else None)
    state = COMPLETED if is_completed(person) else BEGUN
    return Card(number, state, person.code_name, files.get(person.pk))


def is_completed(person: Person) -> bool:
    """More is known than the quick row asked: a name, a date of birth, or one coded answer."""
    coded = (person.sex, person.gender, person.age_band, person.residence)
    return bool(person.name or person.birth) or any(answer != NOT_ASKED for answer in coded)


@dataclass(frozen=True, repr=False)
class Joining:
    """What joining two files will do, said before it is done."""

    kept: UUID
    kept_name: str
    joined_name: str
    differing: list[tuple[str, str, str]]
    teams_differ: bool


def joining_of(door: Door, kept: Case, joined: Case) -> Joining:
    door.saw(Verb.CASE_READ, [kept.subject, joined.subject], ["code_name", "answers"])
    return Joining(
        kept=kept.public_id,
        kept_name=kept.person.code_name,
        joined_name=joined.person.code_name,
        differing=differences(kept.person, joined.person),
        teams_differ=kept.person.team_id != joined.person.team_id,
    )
