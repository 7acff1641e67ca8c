"""Nobody sees more than the rule says: a world of random teams, consents and shares against an
oracle that knows the rule in plain words and nothing of queries or keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.cases.models import Case
from amparo.cases.services import open_file
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.vault.keyring import unlock
from amparo.persons.choices import CLASS_OF_FIELD
from amparo.persons.models import Consent, Person
from amparo.persons.public import (
    PersonFields,
    ShareField,
    fields_for,
    give_consent,
    search,
    start_share,
    withdraw_consent,
)
from tests.factories.kernel import DeskFactory, MembershipFactory

pytestmark = pytest.mark.proof
ROLES = [Role.CASE_LEAD, Role.CASE_WORKER, Role.DECISION_MAKER, Role.STATISTICIAN, Role.AUDITOR]
WRITERS = (Role.CASE_LEAD, Role.CASE_WORKER)
CAN_SEE_CASES = (Role.CASE_LEAD, Role.CASE_WORKER, Role.DECISION_MAKER)
NAME = "Lucero Ejemplo"

consents = st.fixed_dictionaries(
    {
        "person": st.integers(0, 2),
        "to": st.integers(0, 3),
        "purpose": st.sampled_from(["assist", "protect", "refer"]),
        "fields": st.sets(st.sampled_from(list(ShareField)), min_size=1),
        "starts": st.integers(-40, 0),
        "lasts": st.integers(0, 60),
        "withdrawn": st.booleans(),
        "used": st.booleans(),
    }
)
worlds = st.fixed_dictionaries(
    {
        "roles": st.lists(st.sampled_from(ROLES), min_size=4, max_size=4),
        "desks": st.lists(st.integers(0, 2), min_size=4, max_size=4),
        "leads": st.lists(st.integers(0, 3), min_size=3, max_size=3),
        "helpers": st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=3),
        "left": st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=2),
        "consents": st.lists(consents, max_size=5),
    }
)


@dataclass
class World:
    """Who works where, whose team each person has, and what she allowed."""

    actors: list[Actor]
    persons: list[Person]
    served: set[tuple[int, int]]  # (person, actor) serving today
    allowed: list[dict[str, Any]] = field(default_factory=list)

    def parts(self, who: int, person: int) -> set[ShareField]:
        """The rule in plain words."""
        actor = self.actors[who]
        if actor.role not in CAN_SEE_CASES:
            return set()
        if (person, who) in self.served:
            parts = set(ShareField)
        else:
            parts = {
                part
                for one in self.allowed
                if one["person"] == person
                and one["desk"] == actor.desk_id
                and one["purpose"] == actor.purpose
                and one["used"]
                and not one["withdrawn"]
                and one["starts"] <= 0 <= one["starts"] + one["lasts"]
                for part in one["fields"]
            }
        return {part for part in parts if actor.may_read(CLASS_OF_FIELD[part])}

    def sees(self, who: int, person: int) -> bool:
        """Whether the file exists for her: on the team, or any live share to desk and purpose."""
        actor = self.actors[who]
        if actor.role not in CAN_SEE_CASES:
            return False
        return (person, who) in self.served or any(
            one["person"] == person
            and one["desk"] == actor.desk_id
            and one["purpose"] == actor.purpose
            and one["used"]
            and not one["withdrawn"]
            and one["starts"] + one["lasts"] >= 0
            for one in self.allowed
        )


def build(plan: dict[str, Any]) -> World:
    today = clock.today()
    desks = [DeskFactory(), DeskFactory()]
    desks.append(DeskFactory(organisation=desks[0].organisation))  # a colleague's desk
    places = [
        MembershipFactory(desk=desks[desk], role=role)
        for desk, role in zip(plan["desks"], plan["roles"], strict=True)
    ]
    actors = [actor_of(place) for place in places]
    keeper_place = MembershipFactory(desk=desks[1], role=Role.CASE_LEAD)
    persons, served = [], set()
    for number, lead in enumerate(plan["leads"]):
        opener = places[lead] if places[lead].role in WRITERS else keeper_place
        fields = PersonFields("adult", "contact", "no", words={"name": NAME, "address": "x"})
        case = open_file(actor=actor_of(opener), fields=fields, on=today - timedelta(days=50))
        persons.append(case.person)
        if opener is not keeper_place:
            served.add((number, lead))
        add_member(team=case.person.team, membership=keeper_place, on=today - timedelta(days=50))
        for person, helper in plan["helpers"]:
            if person == number:
                add_member(team=case.person.team, membership=places[helper], on=today)
                served.add((number, helper))
        for person, gone in plan["left"]:
            if person == number:
                serving = TeamMember.objects.filter(
                    team=case.person.team, membership=places[gone]
                ).on(today)
                serving.update(since_on=today - timedelta(days=9), until_on=today - timedelta(1))
                served.discard((number, gone))
    world = World(actors, persons, served)
    for one in plan["consents"]:
        _allow(world, one, actor_of(keeper_place), places[one["to"]].desk, today)
    return world


def _allow(world: World, one: dict[str, Any], keeper: Actor, desk: Any, today: date) -> None:
    given = today + timedelta(days=one["starts"])
    consent = give_consent(
        actor=keeper,
        person_id=world.persons[one["person"]].pk,
        desk=desk,
        purpose=one["purpose"],
        fields=one["fields"],
        given_on=given,
        expires_on=given + timedelta(days=one["lasts"]),
        given_by="herself",
        explained="spoken",
        language="es",
    )
    if one["used"]:
        # A share can only start while the consent lives: use it on its first day.
        start_share(actor=keeper, consent_id=consent.pk, on=given)
    if one["withdrawn"]:
        withdraw_consent(actor=keeper, consent_id=consent.pk)
    world.allowed.append({**one, "desk": desk.pk})


class Visibility(TestCase):
    @given(plan=worlds)
    def test_pages_parts_keys_counts_and_search_show_what_the_rule_says(self, plan):
        world = build(plan)
        today = clock.today()
        for who, actor in enumerate(world.actors):
            visible = {
                number
                for number, person in enumerate(world.persons)
                if Person.objects.visible_to(actor, on=today).filter(pk=person.pk).exists()
            }
            expected = {n for n in range(len(world.persons)) if world.sees(who, n)}
            assert visible == expected
            assert Case.objects.visible_to(actor, on=today).count() == len(expected)
            for number, person in enumerate(world.persons):
                self.check_parts(world, who, number, person, today)
            self.check_search(world, who, actor, today)

    def check_parts(self, world: World, who: int, number: int, person: Person, today: date) -> None:
        actor = world.actors[who]
        parts = world.parts(who, number)
        if world.sees(who, number):
            assert fields_for(actor, person, on=today) == parts
        ring = unlock(actor, [person.public_id], today)
        opened = {data_class for _subject, data_class in ring.current}
        assert opened <= {CLASS_OF_FIELD[part] for part in parts} | self.team_classes(
            world, who, number
        )
        may_read_name = any(CLASS_OF_FIELD[part] == "identity" for part in parts)
        assert (ring.text(person, "name") == NAME) == may_read_name

    def team_classes(self, world: World, who: int, number: int) -> set[Any]:
        served = (number, who) in world.served
        return set(world.actors[who].readable) if served else set()

    def check_search(self, world: World, who: int, actor: Actor, today: date) -> None:
        found = {person.pk for person in search(actor=actor, text=NAME, on=today)}
        mine = {
            world.persons[number].pk
            for number, actor_ in world.served
            if actor_ == who and actor.role in CAN_SEE_CASES
        }
        assert found <= mine


def test_consent_rows_carry_no_words():
    kinds = {field.get_internal_type() for field in Consent._meta.local_fields}
    assert "TextField" not in kinds
