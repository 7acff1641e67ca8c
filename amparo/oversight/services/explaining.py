"""Telling the data-protection officer why an account may, or may not, reach a person's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.explain import Explanation
from amparo.kernel.access.floor import grant_in
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Permission, Purpose, Role
from amparo.kernel.access.wording import PURPOSES
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.persons.public import ACTIONS, Person, explain, without_denied

# The rule is asked for somebody else, so whoever asks it sees what that person may be let in by.
EXPLAINER = system_actor("explainer")


class NothingToExplain(ValidationError):
    """No such account, or no such file in her institution: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            _("No hay una cuenta activa con ese nombre, o un expediente con ese número aquí.")
        )


@dataclass(frozen=True)
class PlaceExplained:
    """The answer for one place of work, under one of its purposes."""

    institution: str
    desk: str
    role: str
    purpose: str
    explanation: Explanation


def can_explain(actor: Actor) -> bool:
    return actor.has(Permission.ACCESS_EXPLAIN)


def explain_access(
    *, actor: Actor, username: str, subject: UUID, action: str, on: date
) -> list[PlaceExplained]:
    """One answer for each place and purpose of the account; asking is recorded.

    Of files of her own institution alone, by number: never a name. A file under the reserve of a
    witness is not there for her either.

    Raises:
        Denied: the actor does not explain.
        NothingToExplain: no such account, or no such file.
    """
    with reading(actor) as door, reading(EXPLAINER):
        require(can_explain, actor)
        here = without_denied(Person.objects.filter(team__organisation=actor.home), actor)
        person = here.filter(public_id=subject).first()
        places = Membership.objects.live(on).filter(user__username=username)
        found = list(places.select_related("user", "desk__organisation").order_by("pk"))
        if person is None or not found or action not in ACTIONS:
            raise NothingToExplain
        door.saw(Verb.ACCESS_EXPLAINED, [person.public_id], [action])
        return [
            PlaceExplained(
                institution=place.desk.organisation.name,
                desk=place.desk.name,
                role=place.role,
                purpose=str(PURPOSES[purpose]),
                explanation=explain(actor_of(place, purpose=purpose), action, person, on),
            )
            for place in found
            for purpose in _purposes(place)
        ]


def _purposes(place: Membership) -> tuple[Purpose, ...]:
    return grant_in(place.desk.country, Role(place.role)).purposes
