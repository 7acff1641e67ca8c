"""A world of institutions on every side of the wall, and people with every reason to be hidden."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.emergency_models import EmergencyOpening
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.access.standing import note_opening
from amparo.kernel.organisations.models import Desk, Membership
from amparo.persons.models import Consent, Exclusion, Protection, Share
from tests.factories.cases import full_case
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.proofs.plain_rules import CLASS_OF_PART, TABLE, File, Lent, Place

SIDES = (
    ("services", "shelters"),
    ("justice", "prosecutor"),
    ("intake", "hotline"),
    ("neutral", "migration"),
    ("neutral", "labour"),
)
PEOPLE = 16
PARTS = sorted(CLASS_OF_PART)


@dataclass
class World:
    """``places`` and ``files`` are what the plain rules know of the rows beside them."""

    memberships: list[Membership]
    places: list[Place]
    cases: list[Case]
    files: list[File]


def build(seed: str, people: int = PEOPLE) -> World:
    """Every role in two institutions, one of them the wrong one as often as not."""
    chance = random.Random(seed)
    desks, above = _institutions()
    memberships, places = [], []
    for number, role in enumerate([*Role, *Role]):
        desk = desks[chance.randrange(len(desks))] if number < len(Role) else _fitting(desks, role)
        placed = MembershipFactory(desk=desk, role=role)
        memberships.append(placed)
        places.append(_place(placed, above))
    world = World(memberships, places, [], [])
    lead = MembershipFactory(desk=desks[0], role=Role.CASE_LEAD)
    world.memberships.append(lead)
    world.places.append(_place(lead, above))
    for _number in range(people):
        _person(world, chance, lead)
    return world


def _institutions() -> tuple[list[Desk], dict[int, tuple[str, ...]]]:
    desks, above = [], {}
    for domain, kind in SIDES:
        parent = OrganisationFactory(domain=domain, kind=kind)
        child = OrganisationFactory(domain=domain, kind=kind, parent=parent)
        for organisation, chain in ((parent, (parent,)), (child, (child, parent))):
            desk = DeskFactory(organisation=organisation)
            desks.append(desk)
            above[desk.pk] = tuple(str(each.public_id) for each in chain)
    return desks, above


def _fitting(desks: list[Desk], role: Role) -> Desk:
    domains = TABLE["role"][role]["domains"]
    return next((one for one in desks if one.organisation.domain in domains), desks[0])


def _place(placed: Membership, above: dict[int, tuple[str, ...]]) -> Place:
    organisation = placed.desk.organisation
    return Place(
        account=placed.user.username,
        role=placed.role,
        desk=placed.desk_id,
        institution=str(organisation.public_id),
        above=above[placed.desk_id],
        domain=organisation.domain,
        kind=organisation.kind,
    )


def _person(world: World, chance: random.Random, lead: Membership) -> None:
    """A file of the lead's team, with colleagues, permissions, conflicts and perhaps a reserve."""
    case = full_case(actor_of(lead))
    file = File(team={lead.user.username})
    world.cases.append(case)
    world.files.append(file)
    for which in chance.sample(range(len(world.places)), 8):
        add_member(team=case.person.team, membership=world.memberships[which], on=case.opened_on)
        file.team.add(world.places[which].account)
    for which in chance.sample(range(len(world.places)), 18):
        _lend(world, chance, case, file, which, lead)
    for which in chance.sample(range(len(world.places)), 6):
        _emergency(world, case, file, which)
    if chance.random() < 0.6:
        _keep_out(world, chance, case, file, lead)
    if chance.random() < 0.25:
        Protection.objects.create(person=case.person, since_on=case.opened_on, sealed_by=lead)
        file.reserved = True


def _lend(
    world: World, chance: random.Random, case: Case, file: File, which: int, lead: Membership
) -> None:
    place = world.places[which]
    purpose = chance.choice(TABLE["role"][place.role]["purposes"])
    named = set(chance.sample(PARTS, chance.randrange(1, 6)))
    starts, lasts = chance.randrange(-20, 1), chance.randrange(1, 40)
    withdrawn, ended = chance.random() < 0.15, chance.random() < 0.1
    today = clock.today()
    given = today + timedelta(days=starts)
    rows: dict[str, Any] = {"person": case.person, "desk_id": place.desk}
    consent = Consent.objects.create(
        purpose=purpose,
        fields=sorted(named),
        given_on=given,
        expires_on=given + timedelta(days=lasts),
        given_by="herself",
        explained="spoken",
        language="es",
        text_version="x",
        withdrawn_at=clock.now() if withdrawn else None,
        recorded_by=lead,
        **rows,
    )
    Share.objects.create(
        consent=consent,
        started_on=given,
        ended_on=today if ended else None,
        started_by=lead,
        **rows,
    )
    lives = not withdrawn and not ended and starts + lasts >= 0
    file.lent.append(Lent(place.desk, purpose, named, lives))


def _emergency(world: World, case: Case, file: File, which: int) -> None:
    """Open for four hours; whoever has it is known by her account."""
    placed = world.memberships[which]
    if "emergency:open" not in TABLE["role"][placed.role]["permissions"]:
        return
    now = clock.now()
    opening = EmergencyOpening.objects.create(
        person=case.person.public_id,
        team=case.person.team,
        membership=placed,
        purpose="imminent_danger",
        opened_at=now,
        ends_at=now + timedelta(hours=4),
    )
    note_opening(opening)
    placed.refresh_from_db()
    file.emergencies.add(placed.user.username)


def _keep_out(
    world: World, chance: random.Random, case: Case, file: File, lead: Membership
) -> None:
    rows: dict[str, Any] = {"person": case.person, "since_on": case.opened_on, "marked_by": lead}
    for which in chance.sample(range(len(world.places)), 5):
        placed = world.memberships[which]
        if chance.random() < 0.3:
            organisation = placed.desk.organisation
            chain = organisation.parent or organisation
            key = str(chain.public_id)
            if key not in file.kept_out_institutions:
                Exclusion.objects.create(organisation=chain, reason="inquiry", **rows)
                file.kept_out_institutions.add(key)
        elif placed.user.username not in file.kept_out:
            Exclusion.objects.create(user=placed.user, reason="declared", **rows)
            file.kept_out.add(placed.user.username)
