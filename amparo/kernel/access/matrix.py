"""Reads `reference/access.toml`: role × permission, role × data class × action.

It is the ceiling: `floor` takes from it what a country or the wall between domains does not allow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from amparo.home import REPOSITORY
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.permissions import Permission, Purpose, Role


@dataclass(frozen=True)
class RoleGrant:
    """What one role may do; ``classes`` maps a data class to a subset of {"r", "w"}.

    ``domains``: the domains whose institutions may give the role.
    """

    label: dict[str, str]
    purposes: tuple[Purpose, ...]
    domains: frozenset[str]
    permissions: frozenset[Permission]
    classes: dict[DataClass, frozenset[str]]


@dataclass(frozen=True)
class Wall:
    """What nobody of one domain reads, and the classes kept there for named purposes."""

    never: frozenset[DataClass]
    only_for: dict[DataClass, frozenset[Purpose]]

    def closes(self, data_class: DataClass, purpose: Purpose | None) -> bool:
        kept_for = self.only_for.get(data_class)
        return data_class in self.never or (kept_for is not None and purpose not in kept_for)


NO_WALL = Wall(frozenset(), {})


@cache
def declared() -> Mapping[str, Any]:
    """The file as it is written."""
    return tomllib.loads((REPOSITORY / "reference" / "access.toml").read_text("utf-8"))


@cache
def matrix() -> dict[Role, RoleGrant]:
    """Every role's grant. Raises ValueError on an unknown word and KeyError on a missing role."""
    roles = declared()["role"]
    return {
        role: RoleGrant(
            label=roles[role]["label"],
            purposes=tuple(Purpose(word) for word in roles[role]["purposes"]),
            domains=frozenset(roles[role]["domains"]),
            permissions=frozenset(Permission(word) for word in roles[role]["permissions"]),
            classes={
                DataClass(word): frozenset(actions)
                for word, actions in roles[role]["classes"].items()
            },
        )
        for role in Role
    }


@cache
def walls() -> dict[str, Wall]:
    """The wall of each domain that has one. Raises ValueError on an unknown word."""
    return {
        domain: Wall(
            never=frozenset(DataClass(word) for word in words["never"]),
            only_for={
                DataClass(word): frozenset(Purpose(each) for each in purposes)
                for word, purposes in words.get("only_for", {}).items()
            },
        )
        for domain, words in declared()["wall"].items()
    }


@cache
def roles_of_kind(kind: str) -> frozenset[Role] | None:
    """The only roles that an institution of this kind may give; None when any may be given."""
    restricted = declared()["kind"].get(kind)
    return None if restricted is None else frozenset(Role(word) for word in restricted["roles"])
