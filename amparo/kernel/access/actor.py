"""Who acts, for which desk, in which role and why. Everything that is scoped asks an Actor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.floor import grant_in, readable, writable
from amparo.kernel.access.permissions import Permission, Purpose, Role


@dataclass(frozen=True)
class Actor:
    """A person at a desk, or a named system task with a short list of permissions."""

    name: str  # "user:<uuid>", "system:<task>" or "public"
    role: Role | None = None
    purpose: Purpose | None = None
    user_id: int | None = None
    membership_id: int | None = None
    organisation_id: int | None = None
    desk_id: int | None = None
    organisation: UUID | None = None
    desk: UUID | None = None
    country: str = ""
    domain: str = ""  # of her institution: the wall between services and justice
    # Her institution and those above it: whatever excludes one of them excludes her.
    institutions: tuple[int, ...] = ()
    herself: UUID | None = None  # the person behind her own door, for what is hers alone
    emergency: bool = False  # some file is open to her now by an emergency
    operator: str = ""  # account of the operating system behind a command line, if any
    granted: frozenset[Permission] = frozenset()
    readable: frozenset[DataClass] = frozenset()
    writable: frozenset[DataClass] = frozenset()
    # Her private key while her key ring is open: in memory, for one request, never shown.
    own_key: bytes = field(default=b"", repr=False, compare=False)

    def has(self, permission: Permission) -> bool:
        return permission in self.granted

    def may_read(self, data_class: DataClass) -> bool:
        return data_class in self.readable

    def may_write(self, data_class: DataClass) -> bool:
        return data_class in self.writable

    @property
    def member(self) -> int:
        """The membership she acts under. Raises Denied for whoever acts under none."""
        return _present(self.membership_id)

    @property
    def home(self) -> int:
        """Her institution. Raises Denied for whoever has none."""
        return _present(self.organisation_id)

    @property
    def seat(self) -> int:
        """Her desk. Raises Denied for whoever has none."""
        return _present(self.desk_id)

    def for_purpose(self, purpose: Purpose) -> Actor:
        """The same person working for something else: the wall opens and closes with it."""
        if self.role is None or not self.readable:
            return replace(self, purpose=purpose)
        place = {"country": self.country, "domain": self.domain}
        classes = grants_of(self.role, purpose=purpose, **place)
        del classes["granted"]  # no purpose changes what she may do, only what the wall shows
        return replace(self, purpose=purpose, **classes)


def _present(key: int | None) -> int:
    if key is None:
        raise Denied("acts_under_a_membership")
    return key


def grants_of(
    role: Role, *, country: str = "", domain: str = "", purpose: Purpose | None = None
) -> dict[str, Any]:
    """The three grant sets of a role there and then, ready to spread into an Actor."""
    grant = grant_in(country, role)
    return {
        "granted": grant.permissions,
        "readable": readable(grant, domain, purpose),
        "writable": writable(grant, domain, purpose),
    }


PUBLIC = Actor(name="public")

# No all-seeing system account: each task is named here with exactly what it needs.
_SYSTEM: dict[str, tuple[frozenset[Permission], frozenset[DataClass]]] = {
    "emergency": (frozenset(), frozenset({DataClass.LINK, DataClass.AUDIT})),
    "eraser": (
        frozenset({Permission.PERSON_ERASE}),
        frozenset({DataClass.LINK, DataClass.STATISTIC, DataClass.REPORT, DataClass.TRIAGE}),
    ),
    "explainer": (frozenset(), frozenset({DataClass.LINK})),
    "forwarding": (frozenset(), frozenset({DataClass.REPORT, DataClass.TRIAGE})),
    "intake": (frozenset(), frozenset({DataClass.REPORT, DataClass.TRIAGE})),
    "key_rings": (frozenset(), frozenset()),
    "keys": (frozenset(), frozenset()),
    "observatory": (frozenset({Permission.OBSERVATORY_BUILD}), frozenset({DataClass.STATISTIC})),
    "own_door": (frozenset(), frozenset({DataClass.LINK})),
    "registry": (frozenset(), frozenset({DataClass.LINK})),
    "restorer": (frozenset({Permission.PERSON_ERASE}), frozenset({DataClass.LINK})),
    "retention": (frozenset(), frozenset({DataClass.LINK, DataClass.TRIAGE})),
    "sealer": (frozenset({Permission.AUDIT_READ}), frozenset({DataClass.AUDIT})),
    "sweeper": (frozenset({Permission.SHARE_WRITE}), frozenset({DataClass.LINK})),
}


def system_actor(task: str) -> Actor:
    """The limited actor of a background task. Raises KeyError for a task nobody named."""
    permissions, classes = _SYSTEM[task]
    return Actor(name=f"system:{task}", granted=permissions, readable=classes, writable=classes)
