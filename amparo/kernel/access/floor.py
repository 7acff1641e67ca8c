"""The floor of protection: a country takes away from the matrix, and can never add to it.

In ``reference/countries/<iso2>.toml``::

    [access.case_worker]
    without_permissions = ["share:write"]
    without_classes = { location = "w" }
    without_purposes = ["refer"]

Whatever else stands in an ``[access.…]`` table would add, and is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from amparo.home import REPOSITORY
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.matrix import NO_WALL, RoleGrant, matrix, walls
from amparo.kernel.access.permissions import Permission, Purpose, Role

COUNTRIES = REPOSITORY / "reference" / "countries"
PERMISSIONS, CLASSES, PURPOSES = "without_permissions", "without_classes", "without_purposes"
KEYS = (PERMISSIONS, CLASSES, PURPOSES)


@cache
def grant_in(country: str, role: Role) -> RoleGrant:
    """A role's grant in one country; without a file, or outside any country, the whole of it.

    Raises:
        ValueError: the country's file adds something, or takes what nobody gave.
    """
    path = COUNTRIES / f"{country.lower()}.toml"
    if not country or not path.exists():
        return matrix()[role]
    taken = tomllib.loads(path.read_text("utf-8")).get("access", {})
    problems = problems_in(path.name, taken)
    if problems:
        raise ValueError("\n".join(problems))
    return lessened(matrix()[role], taken.get(role, {}))


def lessened(grant: RoleGrant, taken: Mapping[str, Any]) -> RoleGrant:
    """The grant without what a country takes away."""
    gone = {word: set(actions) for word, actions in taken.get(CLASSES, {}).items()}
    return replace(
        grant,
        permissions=grant.permissions - set(taken.get(PERMISSIONS, ())),
        purposes=tuple(each for each in grant.purposes if each not in taken.get(PURPOSES, ())),
        classes={
            data_class: left
            for data_class, actions in grant.classes.items()
            if (left := actions - gone.get(data_class, set()))
        },
    )


def readable(grant: RoleGrant, domain: str, purpose: Purpose | None) -> frozenset[DataClass]:
    """Classes the role reads in an institution of this domain for this purpose."""
    wall = walls().get(domain, NO_WALL)
    return frozenset(
        data_class
        for data_class, actions in grant.classes.items()
        if "r" in actions and not wall.closes(data_class, purpose)
    )


def writable(grant: RoleGrant, domain: str, purpose: Purpose | None) -> frozenset[DataClass]:
    """Classes the role writes in an institution of this domain for this purpose."""
    wall = walls().get(domain, NO_WALL)
    return frozenset(
        data_class
        for data_class, actions in grant.classes.items()
        if "w" in actions and not wall.closes(data_class, purpose)
    )


def problems_of_countries(folder: Path = COUNTRIES) -> list[str]:
    """What every country's ``[access]`` adds or misnames; file, role and word in each line."""
    found: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError:
            continue  # the reader of countries names it
        found += problems_in(path.name, table.get("access", {}))
    return found


def problems_in(name: str, taken: Any) -> list[str]:
    """What one country's ``[access]`` adds or misnames."""
    if not isinstance(taken, dict):
        return [f"{name}: access: is not a table of roles"]
    problems = []
    for role, words in taken.items():
        where = f"{name}: access.{role}"
        if role not in list(Role):
            problems.append(f"{where}: there is no role “{role}”")
        elif not isinstance(words, dict):
            problems.append(f"{where}: is not a table of what is taken away")
        else:
            problems += _problems_of_role(where, matrix()[Role(role)], words)
    return problems


def _problems_of_role(where: str, grant: RoleGrant, words: Mapping[str, Any]) -> list[str]:
    added = [
        f"{where}: “{key}” would add; a country only takes away: {', '.join(KEYS)}"
        for key in words
        if key not in KEYS
    ]
    never_given = [
        f"{where}: “{word}” is not granted to this role, so it cannot be taken away"
        for word in _not_granted(grant, words)
    ]
    last = set(grant.purposes) <= set(words.get(PURPOSES, ()))
    return added + never_given + ([f"{where}: no purpose would be left"] if last else [])


def _not_granted(grant: RoleGrant, words: Mapping[str, Any]) -> list[str]:
    given: dict[str, set[str]] = {
        str(data_class): set(actions) for data_class, actions in grant.classes.items()
    }
    classes = words.get(CLASSES, {})
    return [
        *(each for each in words.get(PERMISSIONS, ()) if not _in(each, grant.permissions)),
        *(each for each in words.get(PURPOSES, ()) if not _in(each, frozenset(grant.purposes))),
        *(
            f"{word}:{action}"
            for word, actions in classes.items()
            for action in actions
            if action not in given.get(word, set())
        ),
    ]


def _in(word: str, granted: frozenset[Permission] | frozenset[Purpose]) -> bool:
    return word in {str(each) for each in granted}
