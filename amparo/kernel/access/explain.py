"""Why somebody may, or may not, do something with a file: the rule's clauses, in the order asked.

The kernel knows what hangs on the place of work alone; `persons` adds what hangs on the file and
composes the whole. Nothing here decides: it tells what the predicates decide, and a proof compares.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.floor import grant_in
from amparo.kernel.access.matrix import matrix, roles_of_kind
from amparo.kernel.access.permissions import Permission


@dataclass(frozen=True)
class Clause:
    """One condition. ``name``: its code; ``words``: what it asks, for people."""

    name: str
    words: str
    holds: bool


@dataclass(frozen=True)
class Explanation:
    """Every clause in order: the answer is yes when all hold."""

    clauses: tuple[Clause, ...]

    @property
    def allowed(self) -> bool:
        return all(clause.holds for clause in self.clauses)

    @property
    def first_failing(self) -> Clause | None:
        return next((clause for clause in self.clauses if not clause.holds), None)


def of_the_place(actor: Actor, permission: Permission, *, kind: str) -> tuple[Clause, ...]:
    """What the function, its country and its institution give, before any file is looked at."""
    role, held = actor.role, roles_of_kind(kind)
    given = frozenset() if role is None else matrix()[role].permissions
    here = frozenset() if role is None else grant_in(actor.country, role).permissions
    return (
        Clause("works_here", str(_("Trabaja hoy en una mesa")), actor.membership_id is not None),
        Clause(
            "held_in_this_kind",
            str(_("Su función puede existir en esa institución")),
            held is None or role in held,
        ),
        Clause("role_may", str(_("Su función lo permite")), permission in given),
        Clause("country_leaves_it", str(_("Su país no lo quita")), permission in here),
        Clause("powers_stand", str(_("Sus poderes no están suspendidos")), actor.has(permission)),
    )


def of_the_class(actor: Actor, data_class: DataClass) -> tuple[Clause, ...]:
    """What the function reads, and what the wall around its domain closes for its purpose."""
    role = actor.role
    read = role is not None and "r" in grant_in(actor.country, role).classes.get(data_class, "")
    return (
        Clause("role_reads_class", str(_("Su función lee esa clase de datos")), read),
        Clause(
            "wall_open",
            str(_("El muro entre servicios y justicia no la cierra para este propósito")),
            not read or actor.may_read(data_class),
        ),
    )
