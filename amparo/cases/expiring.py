"""Files whose term ran out: so many days after their case was closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from amparo.cases.models import Case
from amparo.kernel.access.actor import Actor
from amparo.kernel.retention.expiring import RanOut, register_expiring
from amparo.kernel.retention.schedules import Kept, term_of
from amparo.kernel.retention.tombstones import all_tombstones, buried_among
from amparo.persons.public import erase_person


def files_past_their_term(on: date) -> Iterator[RanOut]:
    """Closed cases whose country's term is over; files erased before are left out."""
    gone = set(all_tombstones())
    closed = Case.objects.filter(closed_on__isnull=False, person__merged_into=None)
    for case in closed.select_related("person__team").iterator():
        days = term_of(Kept.PERSON_FILE, case.country).days
        due = case.closed_on + timedelta(days=days) if case.closed_on else on
        if due <= on and not buried_among([case.person.public_id], gone):
            yield RanOut(case.person.public_id, case.person.team.organisation_id, due)


def _erase(actor: Actor, subject: UUID, on: date) -> None:
    erase_person(actor=actor, subject=subject, on=on, ground="expiry")


register_expiring(Kept.PERSON_FILE, files_past_their_term, _erase)
