"""Named conditions on a transition. A workflow names them; the app that knows the facts answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from amparo.kernel.access.actor import Actor


@dataclass(frozen=True, slots=True)
class GuardResult:
    """Whether the way is open; when it is not, ``why`` says in Spanish what is still missing."""

    passed: bool
    why: _StrOrPromise = ""


PASSED = GuardResult(passed=True)


def refused(why: _StrOrPromise) -> GuardResult:
    return GuardResult(passed=False, why=why)


Guard = Callable[[UUID, "Actor"], GuardResult]

_registry: dict[str, Guard] = {}


class GuardTaken(RuntimeError):
    """Two functions answer for the same guard."""


def guard(name: str) -> Callable[[Guard], Guard]:
    """Register the function that answers for ``name``: ``(subject_id, actor) -> GuardResult``."""

    def register(function: Guard) -> Guard:
        taken = _registry.get(name)
        if taken is not None and taken is not function:
            raise GuardTaken(name)
        _registry[name] = function
        return function

    return register


def provided_guards() -> frozenset[str]:
    return frozenset(_registry)


def ask(name: str, subject_id: UUID, actor: Actor) -> GuardResult:
    """The answer of one guard. Raises KeyError when nobody provides it."""
    return _registry[name](subject_id, actor)
