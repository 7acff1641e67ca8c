"""Who may do what in a case."""

from __future__ import annotations

from amparo.cases.models import Case
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.persons.public import can_change_person


def can_change_case(actor: Actor, case: Case) -> bool:
    """Only the team writes; a desk with a share reads what the consent names."""
    return can_change_person(actor, case.person)


def can_import_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_IMPORT)


def can_export_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_EXPORT)
