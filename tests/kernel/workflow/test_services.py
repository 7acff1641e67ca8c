"""Taking a step: legal, permitted, guarded, and appended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.workflow import PASSED, IllegalTransition, guard, machine, refused
from amparo.kernel.workflow.models import Step
from amparo.kernel.workflow.services import StepRefused, advance, begin, history
from tests.factories.kernel import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(monkeypatch) -> dict[str, bool]:
    """What the guards of a case answer; all say yes unless told."""
    monkeypatch.setattr("amparo.kernel.workflow.guards._registry", {})
    said: dict[str, bool] = {}
    for name in {name for step in machine("case").transitions for name in step.guards}:

        @guard(name)
        def answer(_subject, _actor, name=name):
            return PASSED if said.get(name, True) else refused(f"falta {name}")

    return said


def step(source, target, **given):
    return advance(
        actor=given.pop("actor", None) or actor(Role.CASE_LEAD),
        machine=machine("case"),
        subject=given.pop("subject", None) or uuid4(),
        source=source,
        target=target,
        **given,
    )


def test_a_step_keeps_who_took_it_where_when_why_and_on_what(answers):
    who, subject, paper = actor(Role.CASE_LEAD), uuid4(), uuid4()
    at = datetime(2026, 1, 2, tzinfo=UTC)

    taken = step(
        "open",
        "not_located",
        actor=who,
        subject=subject,
        reason="moved_away",
        evidence=paper,
        at=at,
    )

    kept = Step.objects.get(pk=taken.pk)
    assert (kept.machine, kept.subject, kept.source, kept.target) == (
        "case",
        subject,
        "open",
        "not_located",
    )
    assert (kept.actor, kept.organisation) == (who.name, who.organisation)
    assert (kept.reason, kept.evidence, kept.at) == ("moved_away", paper, at)


def test_a_step_the_machine_has_not_is_refused(answers):
    with pytest.raises(IllegalTransition):
        step("open", "closed")

    assert not Step.objects.exists()


def test_a_step_needs_its_own_permission(answers):
    who = actor(Role.CASE_LEAD)
    without = replace(who, granted=who.granted - {machine("case").transitions[0].permission})

    with pytest.raises(Denied, match="can_take_step_case"):
        step("open", "active", actor=without)


def test_everything_that_stands_in_the_way_is_said_at_once(answers):
    answers["case.nothing_pending"] = False

    with pytest.raises(StepRefused) as said:
        step("open", "closure_requested")

    assert said.value.messages == ["falta case.nothing_pending", "Elija el motivo de este paso."]
    assert not Step.objects.exists()
    answers.clear()
    assert step("open", "closure_requested", reason="own_decision").target == "closure_requested"


def test_a_step_that_rests_on_evidence_is_refused_without_it(answers):
    edge = replace(machine("case").transition("open", "active"), evidence_required=True)
    asking = replace(machine("case"), transitions=(edge,))

    with pytest.raises(StepRefused, match="Indique el documento"):
        advance(
            actor=actor(Role.CASE_LEAD),
            machine=asking,
            subject=uuid4(),
            source="open",
            target="active",
        )


def test_a_record_begins_where_its_machine_allows():
    who, flow = actor(), machine("case")

    with pytest.raises(IllegalTransition):
        begin(actor=who, machine=flow, subject=uuid4(), state="active")
    with pytest.raises(IllegalTransition):
        begin(actor=who, machine=flow, subject=uuid4(), state="deceased", imported=True)

    assert begin(actor=who, machine=flow, subject=uuid4(), state="open").source == ""
    assert begin(actor=who, machine=flow, subject=uuid4(), state="closed", imported=True)
    again = begin(
        actor=who, machine=flow, subject=uuid4(), state="closed", source="active", imported=True
    )
    assert (again.source, again.target) == ("active", "closed")


def test_history_is_of_one_record_oldest_first(answers):
    who, subject = actor(Role.CASE_LEAD), uuid4()
    begin(actor=who, machine=machine("case"), subject=subject, state="open")
    begin(actor=who, machine=machine("case"), subject=uuid4(), state="open")
    step("open", "active", subject=subject)
    step("active", "follow_up", subject=subject)

    found = history(machine("case"), subject)

    assert [(one.source, one.target) for one in found] == [
        ("", "open"),
        ("open", "active"),
        ("active", "follow_up"),
    ]
    assert history(machine("report"), subject) == []
