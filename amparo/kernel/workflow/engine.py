"""State machines declared in ``reference/workflows/<code>.toml``: what may follow what.

The machine is pure. Recording a transition (who, when, why, with what evidence) belongs to the
service that makes it; nothing here is ever overwritten, so history is kept by appending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.permissions import Permission
from amparo.kernel.reference import Label
from amparo.kernel.workflow.guards import GuardResult, ask

if TYPE_CHECKING:
    from amparo.kernel.access.actor import Actor


class IllegalTransition(ValidationError):
    """The machine has no such step. ``source`` is empty for a start that is not allowed."""

    def __init__(self, machine: str, source: str, target: str) -> None:
        super().__init__(_("Ese paso no es posible desde el estado actual."), code="transition")
        self.machine, self.source, self.target = machine, source, target


@dataclass(frozen=True, slots=True)
class State:
    """``flags`` are codes of ``status_flag``; ``seen_as``, of ``report_progress``, is what a
    person outside is told (empty: nothing)."""

    code: str
    label: Label
    flags: tuple[str, ...]
    seen_as: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal step. The clock counts from entering ``source``. Unit: hours."""

    source: str
    target: str
    label: Label
    permission: Permission
    guards: tuple[str, ...]
    reason_required: bool
    evidence_required: bool
    clock_hours: int | None
    clock_by_urgency: bool

    def hours(self, clocks: Mapping[str, int], urgency: str = "") -> int | None:
        """Hours within which this step is due, or None when no clock runs.

        Args:
            clocks: hours by urgency, from the country's profile.
            urgency: a code of ``urgency``; empty means not yet known, read as the shortest.
        """
        if self.clock_by_urgency:
            return clocks[urgency] if urgency else min(clocks.values())
        return self.clock_hours


@dataclass(frozen=True, slots=True)
class Machine:
    """A declared workflow. ``imported`` are states in which an inherited record may begin."""

    code: str
    version: str
    title: Label
    initial: tuple[str, ...]
    imported: tuple[str, ...]
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]

    def state(self, code: str) -> State:
        """Raises KeyError for a state the machine does not have."""
        return self.states[code]

    def allowed(self, from_state: str) -> tuple[Transition, ...]:
        """Steps that leave a state, in declared order. Raises KeyError for an unknown state."""
        source = self.states[from_state].code
        return tuple(each for each in self.transitions if each.source == source)

    def transition(self, from_state: str, to_state: str) -> Transition:
        """The step between two states. Raises IllegalTransition when there is none."""
        for each in self.transitions:
            if (each.source, each.target) == (from_state, to_state):
                return each
        raise IllegalTransition(self.code, from_state, to_state)

    def start(self, state: str, *, imported: bool = False) -> State:
        """The state a record begins in. Raises IllegalTransition when it may not begin there."""
        if state in self.initial or (imported and state in self.imported):
            return self.states[state]
        raise IllegalTransition(self.code, "", state)

    def hours_due(self, state: str, clocks: Mapping[str, int], urgency: str = "") -> int | None:
        """Hours until the earliest step out of ``state`` is due; None when no clock runs."""
        running = [each.hours(clocks, urgency) for each in self.allowed(state)]
        return min((hours for hours in running if hours is not None), default=None)


def refusals(transition: Transition, subject_id: UUID, actor: Actor) -> tuple[GuardResult, ...]:
    """What still stands in the way of a step, guard by guard; empty when nothing does."""
    results = (ask(name, subject_id, actor) for name in transition.guards)
    return tuple(result for result in results if not result.passed)
