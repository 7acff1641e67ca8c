"""Statuses of inherited records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amparo.identification.choices import MACHINE
from amparo.identification.errors import StatusAlreadyRecorded
from amparo.identification.models import StatusDecision
from amparo.identification.public import import_status, status_is_inherited, statuses
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.workflow import IllegalTransition, machine
from amparo.kernel.workflow.services import history
from tests.factories.identification import lead, possible
from tests.factories.kernel import actor
from tests.factories.persons import person

pytestmark = pytest.mark.django_db
ON = date(2023, 5, 4)


def imported(who, subject, status="confirmed", deciding_body="police"):
    return import_status(
        actor=who, person=subject, status=status, deciding_body=deciding_body, on=ON
    )


@pytest.mark.parametrize("status", ["possible", "presumed", "confirmed", "not_confirmed"])
def test_an_inherited_record_begins_where_the_earlier_register_left_it(status):
    who = lead()
    subject = person(who)

    decision = imported(who, subject, status)

    now = statuses([subject.pk])[subject.pk]
    assert (now.status, now.deciding_body, now.year) == (status, "police", 2023)
    assert decision.ground == "legacy"
    recovery = ON + timedelta(days=30) if status == "presumed" else None
    assert now.recovery_until == recovery


def test_an_inherited_record_begins_in_no_other_state():
    who = lead()
    subject = person(who)

    with pytest.raises(IllegalTransition):
        imported(who, subject, "under_review")

    assert not StatusDecision.objects.exists()


def test_what_was_decided_here_stands():
    who = lead()
    subject = person(who)
    possible(who, subject)

    with pytest.raises(StatusAlreadyRecorded):
        imported(who, subject)

    assert statuses([subject.pk])[subject.pk].status == "possible"


def test_only_whoever_imports_for_her_own_team_may():
    worker = actor(Role.CASE_WORKER)

    with pytest.raises(Denied):
        imported(worker, person(worker))
    with pytest.raises(Denied):
        imported(lead(), person(lead()))


def test_a_newer_import_may_correct_an_inherited_status_until_somebody_decides_here():
    who = lead()
    subject = person(who)
    imported(who, subject, "possible")
    assert status_is_inherited(subject.pk)

    imported(who, subject, "confirmed")
    assert statuses([subject.pk])[subject.pk].status == "confirmed"
    assert [(s.source, s.target) for s in history(machine(MACHINE), subject.public_id)] == [
        ("", "possible"),
        ("possible", "confirmed"),
    ]

    other = person(who)
    possible(who, other)
    assert not status_is_inherited(other.pk)
