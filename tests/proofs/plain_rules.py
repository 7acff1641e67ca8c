"""The access rule in plain words, for proofs: reads `access.toml` by itself and knows nothing of
queries, keys or predicates. Worlds are plain values that a proof builds beside the database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "access.toml").read_text(encoding="utf-8")
)
# Which class of data each part of a file is: written again here, on purpose.
CLASS_OF_PART = {
    "name": "identity",
    "birth": "identity",
    "document": "identity",
    "contact": "location",
    "profile": "statistic",
    "identification": "statistic",
    "events": "facts",
    "needs": "services",
    "plan": "services",
    "notes": "services",
    "files": "services",
    "clinical": "clinical",
}
NEVER_IN_EMERGENCY = {"clinical", "privileged", "witness"}


@dataclass(frozen=True)
class Place:
    """Somebody at a desk. ``above``: her institution and every one it belongs to."""

    account: str
    role: str
    desk: int
    institution: str
    above: tuple[str, ...]
    domain: str
    kind: str


@dataclass
class Lent:
    """Parts that a consent or an order opens to one desk, for one purpose, while it lives."""

    desk: int
    purpose: str
    parts: set[str]
    lives: bool


@dataclass
class File:
    """One person's file as the rule sees it."""

    team: set[str] = field(default_factory=set)  # accounts that serve today
    lent: list[Lent] = field(default_factory=list)
    emergencies: set[str] = field(default_factory=set)  # accounts with a live opening
    kept_out: set[str] = field(default_factory=set)  # accounts
    kept_out_institutions: set[str] = field(default_factory=set)
    reserved: bool = False


def gives(role: str, permission: str, kind: str) -> bool:
    """The role has it, and an institution of that kind may give the role."""
    only = TABLE["kind"].get(kind, {}).get("roles")
    return permission in TABLE["role"][role]["permissions"] and (only is None or role in only)


def reads(place: Place, data_class: str, purpose: str) -> bool:
    """The role reads the class, and the wall around the domain lets it."""
    wall = TABLE["wall"].get(place.domain, {})
    kept_for = wall.get("only_for", {}).get(data_class)
    return (
        "r" in TABLE["role"][place.role]["classes"].get(data_class, "")
        and data_class not in wall.get("never", [])
        and (kept_for is None or purpose in kept_for)
    )


def kept_out(place: Place, file: File) -> bool:
    """A conflict names her or her institutions, or the file is reserved and she keeps none."""
    conflict = place.account in file.kept_out or bool(file.kept_out_institutions & set(place.above))
    keeps = gives(place.role, "person:seal", place.kind)
    return conflict or (file.reserved and not keeps)


def parts(place: Place, purpose: str, file: File) -> set[str] | None:
    """The parts she reads of a file; None when it does not exist for her."""
    if not gives(place.role, "case:read", place.kind) or kept_out(place, file):
        return None
    opened: set[str] = set()
    found = place.account in file.team
    if found:
        opened |= set(CLASS_OF_PART)
    if not file.reserved:
        for lent in file.lent:
            if lent.lives and lent.desk == place.desk and lent.purpose == purpose:
                found, opened = True, opened | lent.parts
        if place.account in file.emergencies:
            found = True
            opened |= {p for p, c in CLASS_OF_PART.items() if c not in NEVER_IN_EMERGENCY}
    if not found:
        return None
    return {part for part in opened if reads(place, CLASS_OF_PART[part], purpose)}


def writes(place: Place, file: File) -> bool:
    """She serves, nothing keeps her out, and her role writes in files."""
    may = gives(place.role, "case:write", place.kind)
    return may and place.account in file.team and not kept_out(place, file)
