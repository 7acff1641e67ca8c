"""What stands in the way of a step, one condition at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.identification import services
from amparo.identification.choices import About, Status
from amparo.kernel import clock
from amparo.kernel.workflow.guards import ask
from tests.factories.identification import (
    decided,
    lead,
    possible,
    presumed,
    screened,
    talked,
    weighed,
)
from tests.factories.persons import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return lead()


def passes(name, subject, actor):
    answer = ask(f"identification.{name}", subject.public_id, actor)
    assert answer.passed or str(answer.why)
    return answer.passed


def test_a_screening_or_its_waiver_opens_the_way(who):
    asked, waived, nothing = person(who), person(who), person(who)
    screened(who, asked)
    services.waive_screening(actor=who, person_id=waived.pk, reason="declined", on=clock.today())

    answers = [passes("screened_or_waived", her, who) for her in (asked, waived, nothing)]

    assert answers == [True, True, False]


def test_the_legal_test_opens_the_way_whatever_it_found(who):
    weighed_one, nothing = person(who), person(who)
    weighed(who, weighed_one, acts=(), means=(), purposes=())

    answers = [passes("legal_test_recorded", her, who) for her in (weighed_one, nothing)]

    assert answers == [True, False]


@pytest.mark.parametrize(
    ("age", "basis", "said_by", "opens"),
    [
        ("adult", "contact", None, False),
        ("adult", "contact", "herself", True),
        ("adult", "contact", "support_decision", True),
        ("adult", "child_protection", None, False),
        ("child", "contact", None, False),
        ("child", "child_protection", None, True),
        ("child", "contact", "child_authority", True),
        ("in_doubt", "contact", None, False),
        ("in_doubt", "contact", "child_authority", True),
        ("in_doubt", "child_protection", None, True),
    ],
)
def test_an_adult_agrees_herself_and_a_child_goes_by_the_child_route(
    who, age, basis, said_by, opens
):
    subject = person(who, age_group=age, basis=basis)
    if said_by:
        talked(who, subject, given_by=said_by)

    assert passes("consent_or_child_route", subject, who) is opens


def test_her_word_taken_back_no_longer_opens_the_way(who):
    subject = person(who)
    possible(who, subject)
    talked(who, subject)
    decided(who, subject, Status.WITHDRAWN)

    assert passes("consent_or_child_route", subject, who) is False


@pytest.mark.parametrize(("days", "opens"), [(0, False), (30, False), (31, True)])
def test_the_recovery_period_ends_after_its_last_day(who, days, opens):
    subject = person(who)
    presumed(who, subject)
    clock.shift(timedelta(days=days))
    try:
        assert passes("recovery_period_respected", subject, who) is opens
    finally:
        clock.shift(timedelta(0))


def test_she_may_ask_not_to_wait_for_its_end(who):
    subject = person(who)
    presumed(who, subject)
    talked(who, subject, About.EARLY)

    assert passes("recovery_period_respected", subject, who) is True


def test_the_reviewer_is_another_person(who):
    subject = person(who)
    presumed(who, subject)
    decided(who, subject, Status.NOT_CONFIRMED)

    assert passes("other_decision_maker", subject, who) is False
    assert passes("other_decision_maker", subject, lead()) is True
