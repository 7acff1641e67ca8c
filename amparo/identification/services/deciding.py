"""Taking a step of the status machine: legal, permitted, guarded, reasoned, appended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.identification import errors
from amparo.identification.choices import GROUNDS, MACHINE, Status
from amparo.identification.evidence import accepted_evidence
from amparo.identification.models import Conversation, StatusDecision
from amparo.identification.permissions import can_screen, can_take_step
from amparo.identification.rules import flags_of, recovery_ends
from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.workflow import Transition, machine
from amparo.kernel.workflow.services import advance, begin
from amparo.persons.public import Person

# Decisions that the law wants in writing; for the others words are welcome.
REASONED = (Status.CONFIRMED, Status.NOT_CONFIRMED)


@dataclass(frozen=True, repr=False)
class DecisionFields:
    """A decision as it was taken. ``evidence``: public id of a record or file of hers."""

    status: str
    decided_on: date
    ground: str = ""
    reasons: str = ""
    review_on: date | None = None
    evidence: UUID | None = None


def decide_status(
    *, actor: Actor, person_id: int, after: UUID | None, fields: DecisionFields, on: date
) -> StatusDecision:
    """Append a status; ``after`` is the decision that the actor was looking at (None: none yet).

    Raises:
        Denied: the actor does not work on her identification, or lacks the step's permission.
        NotTheDecisionShown: another decision was written meanwhile.
        IllegalTransition, StepRefused: the machine, a guard, or what a step needs.
        NotADecidingBody, GroundNotListed, ReasonsMissing, EvidenceUnknown: see each.
        DecidedInTheFuture, DecidedBeforeTheLast, ReviewBeforeDecision: see each.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        last = StatusDecision.objects.current([person.pk]).get(person.pk)
        require(can_screen, actor, person)
        if after != (last.public_id if last else None):
            raise errors.NotTheDecisionShown
        step = _step(last, fields.status)
        if step is not None:
            require(can_take_step, actor, person, step)
        _check(step, last, fields, on)
        decision = _write(actor, person, step, fields, on)
        _advance(actor, decision, step)
        decision.save(force_insert=True)
        if decision.status == Status.WITHDRAWN:
            _withdraw_her_word(person, on)
        record(
            actor,
            Verb.IDENTIFICATION_DECIDED,
            subjects=[person.public_id],
            status=fields.status,
            ground=fields.ground,
        )
    return decision


def record_first_signs(*, actor: Actor, person_id: int, ground: str, on: date) -> StatusDecision:
    """*Posible víctima*, in one step, by whoever has first contact. Same refusals as above."""
    fields = DecisionFields(status=Status.POSSIBLE, decided_on=on, ground=ground)
    return decide_status(actor=actor, person_id=person_id, after=None, fields=fields, on=on)


def _step(last: StatusDecision | None, status: str) -> Transition | None:
    """The step to take; None for the first status, which has none behind it."""
    flow = machine(MACHINE)
    if last is None:
        flow.start(status)
        return None
    return flow.transition(last.status, status)


def _check(
    step: Transition | None, last: StatusDecision | None, fields: DecisionFields, on: date
) -> None:
    status = Status(fields.status)
    needs_ground = step is None or step.reason_required
    if (needs_ground or fields.ground) and fields.ground not in GROUNDS[status]:
        raise errors.GroundNotListed
    if status in REASONED and not fields.reasons.strip():
        raise errors.ReasonsMissing
    if step is not None and step.evidence_required and fields.evidence is None:
        raise errors.EvidenceUnknown
    if fields.decided_on > on:
        raise errors.DecidedInTheFuture
    if last is not None and fields.decided_on < last.decided_on:
        raise errors.DecidedBeforeTheLast
    if fields.review_on is not None and fields.review_on < fields.decided_on:
        raise errors.ReviewBeforeDecision


def _write(
    actor: Actor, person: Person, step: Transition | None, fields: DecisionFields, on: date
) -> StatusDecision:
    """The row: deciding body, what the state raises by itself, and the sealed reasons."""
    place, recovery_until = place_of(actor), recovery_ends(fields.status, fields.decided_on)
    decision = StatusDecision(
        subject=person.public_id,
        person=person,
        status=Status(fields.status),
        deciding_body=_deciding_body(place.desk.organisation, step, fields.status),
        organisation=place.desk.organisation,
        ground=fields.ground,
        flags=list(flags_of(fields.status)),
        decided_on=fields.decided_on,
        review_on=fields.review_on or recovery_until,
        recovery_until=recovery_until,
        evidence=fields.evidence,
        by=place,
    )
    ring = unlock(actor, [person.public_id], on)
    if fields.evidence is not None:
        offered = accepted_evidence(actor, person, fields.status, ring, on=on)
        if fields.evidence not in {each.public_id for each in offered}:
            raise errors.EvidenceUnknown
    ring.write(decision, "reasons", fields.reasons.strip())
    return decision


def _advance(actor: Actor, decision: StatusDecision, step: Transition | None) -> None:
    """The machine's own history, which asks the guards."""
    flow, subject = machine(MACHINE), decision.subject
    if step is None:
        begin(actor=actor, machine=flow, subject=subject, state=decision.status)
        return
    advance(
        actor=actor,
        machine=flow,
        subject=subject,
        source=step.source,
        target=step.target,
        reason=decision.ground,
        evidence=decision.evidence,
    )


def _deciding_body(organisation: Organisation, step: Transition | None, status: str) -> str:
    """Counted under the actor's institution; another State's decision under that State's."""
    own = organisation.deciding_body
    if step is not None and step.permission is Permission.IDENTIFICATION_DECIDE and not own:
        raise errors.NotADecidingBody
    return "foreign_authority" if status == Status.RECOGNISED_ABROAD else own


def _withdraw_her_word(person: Person, on: date) -> None:
    Conversation.objects.filter(person=person, withdrawn_on=None).update(withdrawn_on=on)
