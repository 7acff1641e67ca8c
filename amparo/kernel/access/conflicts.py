"""Where a role may be held, and by whom: pure questions that `organisations.join` asks."""

from __future__ import annotations

from collections.abc import Iterable

from amparo.kernel.access.matrix import matrix, roles_of_kind
from amparo.kernel.access.permissions import Role

# Whoever works on one side of the wall may not work on the other at the same time.
TWO_SIDES = frozenset({"services", "justice"})


def may_be_held(role: Role, *, domain: str, kind: str) -> bool:
    """Whether an institution of this domain and kind may give the role at all."""
    allowed = roles_of_kind(kind)
    return domain in matrix()[role].domains if allowed is None else role in allowed


def on_both_sides(domain: str, others: Iterable[str]) -> bool:
    """Whether one person would serve services and justice at once."""
    return domain in TWO_SIDES and bool((TWO_SIDES - {domain}) & set(others))
