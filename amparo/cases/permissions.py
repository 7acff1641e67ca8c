"""Who may do what in a case."""

from __future__ import annotations

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.permissions import Permission
from amparo.persons.public import Share, ShareField, can_change_person, fields_for, serves

RESERVED = (DataClass.CLINICAL, DataClass.PRIVILEGED)


def can_list_cases(actor: Actor) -> bool:
    """Whether there is a list at all for this role; what is in it is the queryset's matter."""
    return actor.has(Permission.CASE_READ)


def can_change_case(actor: Actor, case: Case) -> bool:
    """Only the team writes; a desk with a share reads what the consent names."""
    return can_change_person(actor, case.person)


def can_write_facts(actor: Actor, case: Case) -> bool:
    """The team, in a function that writes what happened to her; a shelter's staff does not."""
    return can_change_case(actor, case) and actor.may_write(DataClass.FACTS)


def can_read_identity(actor: Actor, case: Case) -> bool:
    """Name, birth or document is among the parts she may see today."""
    parts = fields_for(actor, case.person, on=clock.today())
    return bool(parts & {ShareField.NAME, ShareField.BIRTH, ShareField.DOCUMENT})


def can_open_files(actor: Actor, case: Case) -> bool:
    return ShareField.FILES in fields_for(actor, case.person, on=clock.today())


def can_write_reserved(actor: Actor, case: Case, data_class: DataClass) -> bool:
    """Only somebody of her team whose role writes that class; no share lets anybody write."""
    return (
        data_class in RESERVED
        and actor.may_write(data_class)
        and case.person.merged_into_id is None
        and serves(actor, case.person)
    )


def can_read_reserved(actor: Actor, case: Case, data_class: DataClass) -> bool:
    """Her team, in a role that reads that class; clinical notes also where she allowed it by name.

    An emergency opens none of them, and what is said to a lawyer is never shared.
    """
    if data_class not in RESERVED or not actor.may_read(data_class):
        return False
    if serves(actor, case.person):
        return True
    allowed = Share.objects.live(clock.today()).for_actor(actor).filter(person=case.person_id)
    return data_class == DataClass.CLINICAL and allowed.naming(ShareField.CLINICAL).exists()


def can_import_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_IMPORT)


def can_export_cases(actor: Actor) -> bool:
    return actor.has(Permission.CASE_EXPORT)
