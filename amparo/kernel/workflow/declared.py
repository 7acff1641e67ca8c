"""Reads and checks ``reference/workflows/*.toml``."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from amparo.kernel.access.permissions import Permission
from amparo.kernel.reference import ROOT, CodeList, InvalidReference, code_lists
from amparo.kernel.reference.reading import Reader, read_toml
from amparo.kernel.workflow.engine import Machine, State, Transition
from amparo.kernel.workflow.guards import provided_guards

URGENCY_CLOCK = "urgency"


@cache
def machines() -> Mapping[str, Machine]:
    """Every declared workflow, by code. Raises InvalidReference."""
    problems: list[str] = []
    found = read_machines(ROOT / "workflows", code_lists(), problems)
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(found)


def machine(code: str) -> Machine:
    """One workflow. Raises KeyError when none has this code."""
    return machines()[code]


def missing_guards() -> tuple[str, ...]:
    """Guards that a workflow names and no app answers for, in alphabetical order."""
    named = {
        name for each in machines().values() for step in each.transitions for name in step.guards
    }
    return tuple(sorted(named - provided_guards()))


def read_machines(
    folder: Path, lists: Mapping[str, CodeList], problems: list[str]
) -> dict[str, Machine]:
    """Read every workflow of a folder and append what is wrong with them to ``problems``."""
    found: dict[str, Machine] = {}
    for path in sorted(folder.glob("*.toml")):
        read = _read_machine(read_toml(path, problems))
        if read.code != path.stem:
            problems.append(f"{path.name}: “code” is “{read.code}”")
        problems += [f"{path.name}: {each}" for each in _mistakes_of(read, lists)]
        found[read.code] = read
    return found


def _read_machine(table: Reader) -> Machine:
    states = [_read_state(each) for each in table.tables("state")]
    steps = [step for each in table.tables("transition") for step in _read_transitions(each)]
    read = Machine(
        code=table.text("code"),
        version=table.text("version"),
        title=table.label("title"),
        initial=table.texts("initial"),
        imported=table.texts("imported", default=()),
        states=MappingProxyType({state.code: state for state in states}),
        transitions=tuple(steps),
    )
    if len(states) > len(read.states):
        table.problems.append(f"{table.where}: two states have the same code")
    table.finish()
    return read


def _read_state(table: Reader) -> State:
    read = State(
        code=table.text("code"),
        label=table.label("label"),
        flags=table.texts("flags", default=()),
        seen_as=table.text("seen_as", default=""),
    )
    table.finish()
    return read


def _read_transitions(table: Reader) -> list[Transition]:
    """One declared transition may leave several states; each becomes a step of its own."""
    clock = table.text("clock", default="")
    hours = table.maybe_whole("clock_hours")
    if clock not in ("", URGENCY_CLOCK) or (clock and hours):
        table.problems.append(f"{table.where}: either clock_hours or clock = “{URGENCY_CLOCK}”")
    step = Transition(
        source="",
        target=table.text("to"),
        label=table.label("label"),
        permission=_read_permission(table),
        guards=table.texts("guards", default=()),
        reason_required=table.flag("reason_required", default=False),
        evidence_required=table.flag("evidence_required", default=False),
        clock_hours=hours,
        clock_by_urgency=clock == URGENCY_CLOCK,
    )
    sources = table.texts("from")
    if not sources:
        table.problems.append(f"{table.where}: “from” names no state")
    table.finish()
    return [replace(step, source=source) for source in sources]


def _read_permission(table: Reader) -> Permission:
    value = table.text("permission")
    try:
        return Permission(value)
    except ValueError:
        table.problems.append(f"{table.where}: unknown permission “{value}”")
        return Permission.AUDIT_READ


def _mistakes_of(read: Machine, lists: Mapping[str, CodeList]) -> list[str]:
    edges = [(step.source, step.target) for step in read.transitions]
    named = {*read.initial, *read.imported, *(state for edge in edges for state in edge)}
    mistakes = [f"unknown state “{each}”" for each in sorted(named - set(read.states))]
    mistakes += [
        f"two transitions from “{source}” to “{target}”"
        for source, target in sorted(set(edges))
        if edges.count((source, target)) > 1
    ]
    mistakes += [f"“{source}” leads to itself" for source, target in edges if source == target]
    mistakes += [f"nothing leads to “{each}”" for each in sorted(_unreachable(read))]
    mistakes += _unknown_codes(read, lists)
    if not read.initial:
        mistakes.append("no initial state")
    return mistakes


def _unreachable(read: Machine) -> set[str]:
    reached = {*read.initial, *read.imported}
    while True:
        next_ = {step.target for step in read.transitions if step.source in reached} - reached
        if not next_:
            return set(read.states) - reached
        reached |= next_


def _unknown_codes(read: Machine, lists: Mapping[str, CodeList]) -> list[str]:
    used = [("status_flag", flag) for state in read.states.values() for flag in state.flags]
    used += [("report_progress", state.seen_as) for state in read.states.values() if state.seen_as]
    return [
        f"unknown {scheme} “{code}”"
        for scheme, code in used
        if scheme not in lists or code not in lists[scheme]
    ]
