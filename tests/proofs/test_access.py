"""Everybody gets what the rule says, and nothing else: the answers of the API, the pages' keys and
the officer's explanations against the rule in plain words."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import settings

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from amparo.persons.public import ACTIONS, CLASS_OF_FIELD, explain
from tests.factories.cases import signed_in
from tests.proofs import plain_rules
from tests.proofs.access_world import PARTS, World, build
from tests.proofs.plain_rules import TABLE

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FULL = settings().max_examples >= 400
QUESTIONS = 20_000 if FULL else 1_000
EXPLAINED = 1_500 if FULL else 120


@pytest.fixture
def world():
    return build("amparo", people=28 if FULL else 10)


def questions(world: World):
    """(which place, purpose, which file), all of them once in a fixed order: whoever sees the file
    and whoever does not by turns, as long as there are both."""
    every = [
        (who, purpose, which)
        for who, place in enumerate(world.places)
        for purpose in TABLE["role"][place.role]["purposes"]
        for which in range(len(world.files))
    ]
    random.Random("questions").shuffle(every)
    seen = [each for each in every if _sees(world, *each)]
    unseen = [each for each in every if not _sees(world, *each)]
    turns = [each for pair in zip(seen, unseen, strict=False) for each in pair]
    return turns + seen[len(unseen) :] + unseen[len(seen) :]


def _sees(world: World, who: int, purpose: str, which: int) -> bool:
    return plain_rules.parts(world.places[who], purpose, world.files[which]) is not None


def test_the_api_answers_what_the_plain_rules_say(world):
    """Each request answers for the file and for every part of it: see, and one per part."""
    asked, answers = 0, Counter()
    for who, purpose, which in questions(world):
        if asked >= QUESTIONS:
            break
        client = signed_in(world.memberships[who], purpose)
        response = client.get(f"/api/v1/cases/{world.cases[which].public_id}")
        may = plain_rules.parts(world.places[who], purpose, world.files[which])
        told = set(response.json()["parts"]) if response.status_code == 200 else None
        assert told == may, (world.places[who], purpose, which)
        if response.status_code != 200:
            assert response.status_code == 404
        asked += 1 + len(PARTS)
        answers[response.status_code] += 1
    assert asked >= min(QUESTIONS, len(questions(world)) * (1 + len(PARTS)))
    assert min(answers[200], answers[404]) > sum(answers.values()) // 20


def test_lists_and_writing_say_the_same(world):
    today = clock.today()
    by_pk = {case.person_id: which for which, case in enumerate(world.cases)}
    for who, place in enumerate(world.places):
        for purpose in TABLE["role"][place.role]["purposes"]:
            seen = {
                which
                for which, file in enumerate(world.files)
                if plain_rules.parts(place, purpose, file) is not None
            }
            actor = actor_of(world.memberships[who], purpose=Purpose(purpose))
            listed = Person.objects.visible_to(actor, on=today).values_list("pk", flat=True)
            assert {by_pk[pk] for pk in listed} == seen, (place, purpose)
            for which, case in enumerate(world.cases):
                told = explain(actor, "change", case.person, today).allowed
                assert told == plain_rules.writes(place, world.files[which])


def test_keys_open_no_class_that_the_rule_closes(world):
    today = clock.today()
    for who, purpose, which in questions(world)[: QUESTIONS // 12]:
        place, file = world.places[who], world.files[which]
        actor = actor_of(world.memberships[who], purpose=Purpose(purpose))
        ring = unlock(actor, [world.cases[which].subject], today)
        opened = {data_class for _subject, data_class in ring.current}
        if plain_rules.kept_out(place, file):
            assert not opened
            continue
        served = place.account in file.team
        may = plain_rules.parts(place, purpose, file) or set()
        allowed = {plain_rules.CLASS_OF_PART[part] for part in may}
        if not served:
            assert opened <= allowed, (place, purpose)
        assert all(plain_rules.reads(place, data_class, purpose) for data_class in opened)


def test_the_explanation_says_yes_exactly_when_the_rule_does(world):
    """And a no always names the clause that fails first."""
    today, chance = clock.today(), random.Random("explained")
    for who, purpose, which in questions(world)[:EXPLAINED]:
        place, file = world.places[who], world.files[which]
        actor = actor_of(world.memberships[who], purpose=Purpose(purpose))
        may = plain_rules.parts(place, purpose, file)
        for action in chance.sample(ACTIONS, 3):
            told = explain(actor, action, world.cases[which].person, today)
            if action == "see":
                assert told.allowed == (may is not None), (place, purpose, action)
            elif action.startswith("read:"):
                part = action.removeprefix("read:")
                assert told.allowed == (may is not None and part in may), (place, purpose, action)
            assert (told.first_failing is None) == told.allowed


def test_the_plain_rules_know_every_part_and_its_class():
    assert {part.value: str(of) for part, of in CLASS_OF_FIELD.items()} == plain_rules.CLASS_OF_PART
