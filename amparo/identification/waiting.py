"""What a status waits for: her agreement, a decision, telling her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from amparo.identification.choices import About, Status
from amparo.identification.models import Conversation, StatusDecision
from amparo.identification.rules import decision_due_on
from amparo.persons.public import AgeGroup, Basis, GivenBy, Person

TO_BE_TOLD = (Status.PRESUMED, Status.CONFIRMED, Status.NOT_CONFIRMED)


def agreed(person: Person, talks: Iterable[Conversation]) -> bool:
    """An adult's own word; for a child, or an age in doubt, the child-protection route."""
    said = [each for each in talks if each.about == About.AGREED and each.withdrawn_on is None]
    if person.age_group == AgeGroup.ADULT:
        return any(each.given_by != GivenBy.CHILD_AUTHORITY for each in said)
    if person.basis == Basis.CHILD_PROTECTION:
        return True
    return any(each.given_by == GivenBy.CHILD_AUTHORITY for each in said)


def awaited_on(
    person: Person, decision: StatusDecision, talks: Iterable[Conversation]
) -> date | None:
    """The day by which a decision is due. A possible victim's clock runs only once she, or a
    child's authority, agreed to be put through the process, and from that day."""
    said = list(talks)
    if decision.status == Status.POSSIBLE and not agreed(person, said):
        return None
    since = [
        each.noted_on for each in said if each.about == About.AGREED and each.withdrawn_on is None
    ]
    return decision_due_on(decision.status, max([decision.decided_on, *since]))


def untold(decision: StatusDecision, talks: Iterable[Conversation]) -> bool:
    """A decision taken here that nobody has explained to her yet."""
    return (
        decision.status in TO_BE_TOLD
        and not decision.written_by_system
        and not any(
            each.about == About.TOLD and each.noted_on >= decision.decided_on for each in talks
        )
    )
