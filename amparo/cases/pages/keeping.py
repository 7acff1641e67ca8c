"""What the pages about exclusions, representatives and migration status show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.cases.pages.file import CaseFile
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.persons.public import Exclusion, Representative


@dataclass(frozen=True)
class KeptOut:
    public_id: UUID
    whom: str
    reason: str
    since_on: date
    lift_reason: str
    lifted_on: date | None
    can_confirm: bool
    version: int


def exclusions_of(file: CaseFile) -> list[KeptOut]:
    """All of them, those that were lifted too: nothing about this disappears."""
    rows = Exclusion.objects.filter(person=file.person).select_related("organisation", "user")
    return [
        KeptOut(
            public_id=row.public_id,
            whom=_whom(row),
            reason=row.get_reason_display(),
            since_on=row.since_on,
            lift_reason=row.get_lift_reason_display() if row.lift_reason else "",
            lifted_on=row.lifted_on,
            can_confirm=row.lift_asked_by_id not in (None, file.actor.membership_id),
            version=row.version,
        )
        for row in rows
    ]


def _whom(row: Exclusion) -> str:
    if row.organisation is not None:
        return row.organisation.name
    return (row.user.display_name or row.user.username) if row.user else ""


def whom_to_keep_out(file: CaseFile) -> list[tuple[str, str]]:
    """Every institution, and the colleagues of the team's own."""
    institutions = [
        (f"o:{one.public_id}", one.name) for one in Organisation.objects.order_by("name", "pk")
    ]
    here = Membership.objects.live(file.door.on).filter(
        desk__organisation=file.person.team.organisation
    )
    people = {place.user_id: place.user for place in here.select_related("user")}
    named = [
        (f"u:{user.public_id}", user.display_name or user.username) for user in people.values()
    ]
    return [*sorted(named, key=lambda choice: choice[1]), *institutions]


@dataclass(frozen=True, repr=False)
class RepresentativeShown:
    public_id: UUID
    kind: str
    name: str | None
    contact: str | None
    named_in_facts: bool
    best_interest: str | None
    told: bool
    consents: bool
    from_on: date | None
    until_on: date | None
    ended_on: date | None
    live: bool
    version: int


def representatives_of(file: CaseFile) -> list[RepresentativeShown]:
    rows = Representative.objects.filter(person=file.person)
    live = set(rows.live(file.door.on).values_list("pk", flat=True))
    return [
        RepresentativeShown(
            public_id=row.public_id,
            kind=row.get_kind_display(),
            name=file.ring.text(row, "name"),
            contact=file.ring.text(row, "contact"),
            named_in_facts=row.named_in_facts,
            best_interest=file.ring.text(row, "best_interest"),
            told=row.told,
            consents=row.consents,
            from_on=row.from_on,
            until_on=row.until_on,
            ended_on=row.ended_on,
            live=row.pk in live,
            version=row.version,
        )
        for row in rows.select_related("person")
    ]
