"""The edges of each machine, written out: what is not here must be refused."""

from itertools import product

import pytest

from amparo.kernel.reference import LANGUAGES, country_profile
from amparo.kernel.workflow import IllegalTransition, machine, machines

EDGES = {
    "report": {
        "received": {"triaged", "emergency_dispatched"},
        "triaged": {
            "emergency_dispatched",
            "awaiting_answer",
            "linked",
            "forwarded",
            "passed_on",
            "closed",
        },
        "awaiting_answer": {"triaged", "emergency_dispatched", "forwarded", "passed_on", "closed"},
        "emergency_dispatched": {"awaiting_answer", "triaged", "passed_on", "closed"},
        "linked": {"triaged", "passed_on", "closed"},
        "forwarded": {"triaged", "closed"},
        "passed_on": {"triaged", "closed"},
        "closed": {"triaged"},
    },
    "identification": {
        "possible": {"presumed", "not_confirmed", "recognised_abroad", "withdrawn"},
        "presumed": {"confirmed", "not_confirmed", "recognised_abroad", "withdrawn"},
        "not_confirmed": {"under_review", "recognised_abroad"},
        "under_review": {"confirmed", "not_confirmed", "recognised_abroad", "withdrawn"},
        "withdrawn": {"possible"},
        "confirmed": set(),
        "recognised_abroad": set(),
    },
    "case": {
        "open": {"assessing", "active", "not_located", "deceased", "closure_requested"},
        "assessing": {"planned", "active", "not_located", "deceased", "closure_requested"},
        "planned": {"active", "not_located", "deceased", "closure_requested"},
        "active": {
            "assessing",
            "planned",
            "follow_up",
            "not_located",
            "deceased",
            "closure_requested",
        },
        "follow_up": {"active", "not_located", "deceased", "closure_requested"},
        "not_located": {"active", "deceased", "closure_requested"},
        "deceased": {"active", "closure_requested"},
        "closure_requested": {"active", "closed"},
        "closed": {"active"},
    },
    "legal_order": {
        "received": {"counsel_heard", "delivered", "refused", "appealed", "expired"},
        "counsel_heard": {"delivered", "refused", "appealed", "expired"},
        "appealed": {"counsel_heard", "refused", "expired"},
        "delivered": {"expired"},
        "refused": set(),
        "expired": set(),
    },
}
PAIRS = [
    (code, source, target)
    for code, edges in EDGES.items()
    for source, target in product(edges, edges)
]
LEGAL = [pair for pair in PAIRS if pair[2] in EDGES[pair[0]][pair[1]]]
ILLEGAL = [pair for pair in PAIRS if pair not in LEGAL]


def test_the_declared_machines_and_states_are_those_written_here():
    assert {code: set(found.states) for code, found in machines().items()} == {
        code: set(edges) for code, edges in EDGES.items()
    }


@pytest.mark.parametrize(("code", "source", "target"), LEGAL)
def test_a_legal_step_is_found(code, source, target):
    step = machine(code).transition(source, target)

    assert (step.source, step.target) == (source, target)
    assert step in machine(code).allowed(source)


@pytest.mark.parametrize(("code", "source", "target"), ILLEGAL)
def test_every_other_step_is_refused(code, source, target):
    with pytest.raises(IllegalTransition):
        machine(code).transition(source, target)


@pytest.mark.parametrize("code", EDGES)
def test_allowed_lists_exactly_the_legal_steps(code):
    found = {
        source: {step.target for step in machine(code).allowed(source)} for source in EDGES[code]
    }

    assert found == EDGES[code]


@pytest.mark.parametrize("code", EDGES)
def test_a_record_begins_only_in_an_initial_state_unless_it_is_inherited(code):
    found = machine(code)
    fresh = {state for state in found.states if starts(found, state)}
    inherited = {state for state in found.states if starts(found, state, imported=True)}

    assert fresh == set(found.initial)
    assert inherited == {*found.initial, *found.imported}
    assert len(found.initial) == 1


def starts(found, state, *, imported=False):
    try:
        return found.start(state, imported=imported).code == state
    except IllegalTransition:
        return False


@pytest.mark.parametrize("code", EDGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_of_one_state_read_differently(code, language):
    found = machine(code)
    for state in found.states:
        labels = [step.label.in_(language) for step in found.allowed(state)]
        assert len(labels) == len(set(labels))


def test_a_report_leads_to_no_case_and_tells_the_reporter_four_things_only():
    found = machine("report")

    assert {state.seen_as for state in found.states.values()} == {
        "received",
        "read",
        "passed_on",
        "closed",
    }
    assert not {"case", "converted", "person"} & set(found.states)


def test_assistance_is_open_in_every_status():
    closed = [
        state.code
        for state in machine("identification").states.values()
        if "assistance_open" not in state.flags
    ]

    assert closed == []


def test_survivor_and_returned_are_states_of_no_machine():
    states = {state for found in machines().values() for state in found.states}

    assert not {"survivor", "returned", "repatriated", "rescued"} & states


def test_no_step_of_a_case_asks_for_a_status_a_justice_fact_or_a_migration_fact():
    guards = {name for step in machine("case").transitions for name in step.guards}

    assert guards == {"case.plan_agreed", "case.nothing_pending", "case.second_person"}


def test_leaving_the_identification_process_asks_no_reason_of_her():
    steps = [step for step in machine("identification").transitions if step.target == "withdrawn"]

    assert [step for step in steps if step.reason_required or step.guards] == []


@pytest.mark.parametrize(
    ("code", "target"),
    [("identification", "confirmed"), ("identification", "not_confirmed"), ("case", "closed")],
)
def test_a_decision_carries_its_reason(code, target):
    steps = [step for step in machine(code).transitions if step.target == target]

    assert steps
    assert all(step.reason_required for step in steps)


@pytest.mark.parametrize(
    ("urgency", "hours"),
    [("danger_now", 1), ("soon", 3), ("normal", 24), ("routine", 72), ("", 1)],
)
def test_triage_is_due_by_urgency_and_an_unknown_urgency_counts_as_the_shortest(urgency, hours):
    clocks = country_profile("CR").clocks

    assert machine("report").hours_due("received", clocks, urgency) == hours


@pytest.mark.parametrize(
    ("code", "state", "hours"),
    [("identification", "possible", 120), ("case", "open", None), ("case", "not_located", 720)],
)
def test_a_fixed_clock_does_not_depend_on_urgency(code, state, hours):
    assert machine(code).hours_due(state, country_profile("CR").clocks, "soon") == hours
