"""Her needs and goals as she may read them herself: no notes, no places, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.cases.models import Goal, Need
from amparo.kernel.vault.keyring import Keyring
from amparo.persons.public import Person


@dataclass(frozen=True, repr=False)
class OwnLine:
    """``words``: None when they cannot be opened now, "" when nothing was written."""

    title: str
    state: str
    words: str | None
    on: date | None


@dataclass(frozen=True, repr=False)
class OwnPlan:
    needs: list[OwnLine]
    goals: list[OwnLine]


def own_plan(person: Person, ring: Keyring) -> OwnPlan:
    """Needs and goals of her case, with the words that the ring opens."""
    needs = Need.objects.filter(case__person=person)
    goals = Goal.objects.filter(case__person=person)
    return OwnPlan(
        needs=[
            OwnLine(
                need.get_kind_display(),
                need.get_state_display(),
                ring.text(need, "words"),
                need.noted_on,
            )
            for need in needs
        ],
        goals=[
            OwnLine("", goal.get_state_display(), ring.text(goal, "words"), goal.due_on)
            for goal in goals
        ],
    )
