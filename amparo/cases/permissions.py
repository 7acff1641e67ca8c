"""Who may do what in a case."""

from __future__ import annotations

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.persons.public import ShareField, can_change_person, fields_for


def can_list_cases(actor: Actor) -> bool:
    """Whether there is a list at all for this role; what is in it is the queryset's matter."""
    return actor.has(Permission.CASE_READ)


def can_change_case(actor: Actor, case: Case) -> bool:
    """Only the team writes; a desk with a share reads what the consent names."""
    return can_change_person(actor, case.person)


def can_read_identity(actor: Actor, case: Case) -> bool:
    """Name, birth or document is among the parts she may see today."""
    parts = fields_for(actor, case.person, on=clock.today())
    return bool(parts & {ShareField.NAME, ShareField.BIRTH, ShareField.DOCUMENT})


def can_open_files(actor: Actor, case: Case) -> bool:
    return ShareField.FILES in fields_for(actor, case.person, on=clock.today())


def can_import_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_IMPORT)


def can_export_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_EXPORT)
