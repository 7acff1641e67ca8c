"""Reads `reference/access.toml`: role × permission, role × data class × action."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from amparo.home import REPOSITORY
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.permissions import Permission, Purpose, Role


@dataclass(frozen=True)
class RoleGrant:
    """What one role may do; ``classes`` maps a data class to a subset of {"r", "w"}."""

    label: dict[str, str]
    purposes: tuple[Purpose, ...]
    permissions: frozenset[Permission]
    classes: dict[DataClass, frozenset[str]]


@cache
def matrix() -> dict[Role, RoleGrant]:
    """Every role's grant. Raises ValueError on an unknown word and KeyError on a missing role."""
    declared = tomllib.loads((REPOSITORY / "reference" / "access.toml").read_text("utf-8"))["role"]
    return {
        role: RoleGrant(
            label=declared[role]["label"],
            purposes=tuple(Purpose(word) for word in declared[role]["purposes"]),
            permissions=frozenset(Permission(word) for word in declared[role]["permissions"]),
            classes={
                DataClass(word): frozenset(actions)
                for word, actions in declared[role]["classes"].items()
            },
        )
        for role in Role
    }
