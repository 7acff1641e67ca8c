"""State machines declared in ``reference/workflows/``, their guards and their checks."""

from amparo.kernel.workflow.checks import check_guards, check_reference
from amparo.kernel.workflow.declared import machine, machines, missing_guards
from amparo.kernel.workflow.engine import (
    IllegalTransition,
    Machine,
    State,
    Transition,
    refusals,
)
from amparo.kernel.workflow.guards import PASSED, GuardResult, guard, refused

__all__ = [
    "PASSED",
    "GuardResult",
    "IllegalTransition",
    "Machine",
    "State",
    "Transition",
    "check_guards",
    "check_reference",
    "guard",
    "machine",
    "machines",
    "missing_guards",
    "refusals",
    "refused",
]
