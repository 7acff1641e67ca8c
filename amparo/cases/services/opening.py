"""A case opens with the person's file: one act, one transaction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from amparo.cases.models import Case
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import begin
from amparo.persons.public import GroupIntake, Person, PersonFields, open_person, register_card


def open_file(
    *, actor: Actor, fields: PersonFields, on: date, from_report: UUID | None = None
) -> Case:
    """Open a person's file and her case together.

    Raises:
        Denied: the actor may not open files.
        BasisNeedsWords: a vital interest without its reason.
    """
    with writing(actor):
        person = open_person(actor=actor, fields=fields, on=on)
        return open_case(actor=actor, person=person, on=on, from_report=from_report)


def register_group_card(
    *, actor: Actor, group: GroupIntake, card: int, fields: PersonFields, on: date
) -> Case:
    """Open the file and case of one card of a group intake; same refusals as `register_card`."""
    with writing(actor):
        person = register_card(actor=actor, group=group, card=card, fields=fields, on=on)
        return open_case(actor=actor, person=person, on=on)


def open_case(*, actor: Actor, person: Person, on: date, from_report: UUID | None = None) -> Case:
    """The case of a person just registered, inside the caller's transaction."""
    flow = machine("case")
    case = Case.objects.create(
        person=person,
        state=flow.initial[0],
        country=actor.country,
        opened_on=on,
        from_report=from_report,
    )
    begin(actor=actor, machine=flow, subject=case.public_id, state=case.state)
    record(actor, Verb.CASE_OPENED, subjects=[person.public_id])
    return case
