import shutil
from pathlib import Path
from uuid import UUID

import pytest

from amparo.kernel.access.actor import PUBLIC
from amparo.kernel.reference import ROOT, code_lists
from amparo.kernel.workflow import (
    PASSED,
    check_guards,
    check_reference,
    guard,
    machine,
    machines,
    missing_guards,
    refusals,
    refused,
)
from amparo.kernel.workflow.declared import read_machines
from amparo.kernel.workflow.guards import GuardTaken

SUBJECT = UUID(int=1)
NAMED = {name for each in machines().values() for step in each.transitions for name in step.guards}


@pytest.fixture(autouse=True)
def only_these_guards(monkeypatch):
    """An empty registry, so that what the apps registered neither helps nor hinders."""
    monkeypatch.setattr("amparo.kernel.workflow.guards._registry", registry := {})
    return registry


def test_a_step_is_refused_by_each_guard_that_says_no_with_its_reason():
    step = machine("identification").transition("possible", "presumed")
    seen = []
    for name in step.guards:
        passes = name.endswith("legal_test_recorded")

        @guard(name)
        def answer(subject_id, actor, name=name, passes=passes):
            seen.append((name, subject_id, actor))
            return PASSED if passes else refused(f"falta {name}")

    found = refusals(step, SUBJECT, PUBLIC)

    assert [result.why for result in found] == [
        "falta identification.screened_or_waived",
        "falta identification.consent_or_child_route",
    ]
    assert seen == [(name, SUBJECT, PUBLIC) for name in step.guards]


def test_a_step_without_guards_has_nothing_in_its_way():
    assert refusals(machine("case").transition("open", "active"), SUBJECT, PUBLIC) == ()


def test_a_guard_that_nobody_provides_is_an_error_and_never_a_yes():
    with pytest.raises(KeyError):
        refusals(machine("case").transition("assessing", "planned"), SUBJECT, PUBLIC)


def test_start_up_names_every_guard_without_a_provider():
    guard("case.plan_agreed")(lambda subject_id, actor: PASSED)

    assert set(missing_guards()) == NAMED - {"case.plan_agreed"}
    assert len(check_guards(None)) == len(NAMED) - 1
    assert {error.id for error in check_guards(None)} == {"amparo.E103"}


def test_start_up_is_quiet_when_every_guard_is_provided():
    for name in NAMED:
        guard(name)(lambda subject_id, actor: PASSED)

    assert missing_guards() == ()
    assert check_guards(None) == check_reference(None) == []


def test_two_functions_cannot_answer_for_one_guard():
    guard("case.plan_agreed")(lambda subject_id, actor: PASSED)

    with pytest.raises(GuardTaken):
        guard("case.plan_agreed")(lambda subject_id, actor: refused("no"))


def problems_after(tmp_path: Path, old: str, new: str) -> list[str]:
    shutil.copytree(ROOT / "workflows", tmp_path / "workflows")
    path = tmp_path / "workflows" / "report.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems: list[str] = []
    read_machines(tmp_path / "workflows", code_lists(), problems)
    return problems


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "report"', 'code = "reports"', "report.toml: “code” is “reports”"),
        ('to = "linked"', 'to = "linkt"', "report.toml: unknown state “linkt”"),
        ('to = "linked"', 'to = "triaged"', "report.toml: “triaged” leads to itself"),
        ('to = "linked"', 'to = "closed"', "report.toml: two transitions from “triaged”"),
        ('to = "linked"', 'to = "closed"', "report.toml: nothing leads to “linked”"),
        ('from = ["received"]', "from = []", "transition 1: “from” names no state"),
        ('"report:triage"', '"report:guess"', "unknown permission “report:guess”"),
        ('clock = "urgency"', 'clock = "moon"', "either clock_hours or clock = “urgency”"),
        ('clock = "urgency"', 'clock = "urgency"\nclock_hours = 2', "either clock_hours"),
        ("clock_hours = 72", "clock_hours = 0", "“clock_hours” must be a whole number"),
        ('seen_as = "closed"', 'seen_as = "solved"', "unknown report_progress “solved”"),
        ('code = "linked"', 'code = "closed"', "two states have the same code"),
        ('initial = ["received"]', "initial = []", "report.toml: no initial state"),
        ("reason_required = true", "reasons = true", "unknown key “reasons”"),
        ('label.fr = "Clos"', "", "missing translation “fr”"),
    ],
)
def test_a_mistake_in_a_workflow_is_named(tmp_path, old, new, said):
    problems = problems_after(tmp_path, old, new)

    assert any(said in problem for problem in problems), problems
