"""Statuses that come with an inherited record."""

from __future__ import annotations

from datetime import date

from amparo.identification.choices import MACHINE, Ground, Status
from amparo.identification.errors import StatusAlreadyRecorded
from amparo.identification.models import StatusDecision
from amparo.identification.permissions import can_import_status
from amparo.identification.rules import flags_of, recovery_ends
from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import begin
from amparo.persons.public import Person


def import_status(
    *, actor: Actor, person: Person, status: str, deciding_body: str, on: date
) -> StatusDecision:
    """Begin in the status an earlier register gives, decided by ``deciding_body`` on that day; a
    newer import may say it otherwise.

    Raises:
        Denied: the actor may not import, or is not on the person's team.
        IllegalTransition: an inherited record may not begin in this status.
        StatusAlreadyRecorded: what was decided here stands.
    """
    with writing(actor):
        require(can_import_status, actor, person)
        last = StatusDecision.objects.current([person.pk]).get(person.pk)
        if last is not None and last.ground != Ground.LEGACY:
            raise StatusAlreadyRecorded
        place = place_of(actor)
        begin(
            actor=actor,
            machine=machine(MACHINE),
            subject=person.public_id,
            state=status,
            source=last.status if last else "",
            imported=True,
        )
        decision = StatusDecision.objects.create(
            subject=person.public_id,
            person=person,
            status=Status(status),
            deciding_body=deciding_body,
            organisation=place.desk.organisation,
            ground=Ground.LEGACY,
            flags=list(flags_of(status)),
            decided_on=on,
            recovery_until=recovery_ends(status, on),
            by=place,
        )
        record(
            actor,
            Verb.IDENTIFICATION_DECIDED,
            subjects=[person.public_id],
            status=status,
            ground=Ground.LEGACY.value,
        )
    return decision


def status_is_inherited(person_id: int) -> bool:
    """Whether nothing was decided here: no status yet, or the one an earlier register gave."""
    last = StatusDecision.objects.current([person_id]).get(person_id)
    return last is None or last.ground == Ground.LEGACY
