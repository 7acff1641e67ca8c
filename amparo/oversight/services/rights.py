"""Requests: written down by her team, answered by whoever answers for data protection."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import ApprovalKind
from amparo.kernel.access.approvals import ask_approval, require_approval
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.errors import HeldByLaw
from amparo.kernel.retention.schedules import clocks
from amparo.oversight.errors import AnsweredAlready, AskedAlready, RefusalNeedsGround
from amparo.oversight.models import Outcome, RightKind, RightsRequest
from amparo.oversight.permissions import can_answer_rights, can_ask_for_her
from amparo.persons.public import Erased, NobodyToErase, Person, erase_person, held


def ask_for_her(*, actor: Actor, person_id: int, kind: str, on: date) -> RightsRequest:
    """Write down what she asked today; the clock starts now.

    Raises:
        Denied: the actor is not on her team.
        AskedAlready: the same is waiting for an answer.
    """
    with writing(actor):
        person = Person.objects.select_related("team").get(pk=person_id)
        require(can_ask_for_her, actor, person)
        asked = RightKind(kind)
        same = RightsRequest.objects.filter(
            subject=person.public_id, kind=asked, outcome=Outcome.OPEN
        )
        if same.exists():
            raise AskedAlready
        made = RightsRequest.objects.create(
            subject=person.public_id,
            organisation_id=person.team.organisation_id,
            kind=asked,
            asked_on=on,
            asked_by_id=actor.member,
            due_on=on + timedelta(days=clocks().answer_days[asked]),
        )
        record(actor, Verb.RIGHTS_ASKED, subjects=[person.public_id], right=asked)
    return made


def answer_request(
    *, actor: Actor, request_id: int, version: int, outcome: str, ground: str, on: date
) -> RightsRequest:
    """Close a request with what came of it.

    Raises:
        Denied, ChangedSinceOpened, AnsweredAlready.
        RefusalNeedsGround: it was refused, or done in part, without saying why.
    """
    with writing(actor):
        asked = _open(actor, request_id, version)
        if outcome in (Outcome.PART, Outcome.REFUSED) and not ground:
            raise RefusalNeedsGround
        _answer(actor, asked, Outcome(outcome), ground, on)
    return asked


def ask_second_person(*, actor: Actor, request_id: int, reason: str) -> None:
    """Ask somebody else to approve an erasure. Raises Denied, HeldByLaw."""
    with writing(actor):
        asked = RightsRequest.objects.get(pk=request_id)
        require(can_answer_rights, actor, asked)
        subject = asked.subject
    ask_approval(actor=actor, kind=ApprovalKind.ERASURE, reason=reason, about=subject)


def carry_out_erasure(*, actor: Actor, request_id: int, version: int, on: date) -> Erased:
    """Erase her file, once a second person approved it, and close the request with it.

    Raises:
        Denied: nobody else approved it, or it is not this actor's.
        HeldByLaw, AnsweredAlready, ChangedSinceOpened, NobodyToErase.
    """
    with writing(actor):
        asked = _open(actor, request_id, version)
        require_approval(actor, ApprovalKind.ERASURE, asked.subject)
        if held(asked.subject, on=on):
            raise HeldByLaw
        erased = erase_person(actor=actor, subject=asked.subject, on=on)
        _answer(actor, asked, Outcome.DONE, "", on)
    return erased


def is_held(actor: Actor, subject: UUID, on: date) -> bool:
    """For the page: whether an order stops an erasure today."""
    try:
        return can_answer_rights(actor) and held(subject, on=on)
    except NobodyToErase:
        return False


def _open(actor: Actor, request_id: int, version: int) -> RightsRequest:
    asked = RightsRequest.objects.select_for_update().get(pk=request_id)
    require(can_answer_rights, actor, asked)
    if asked.outcome != Outcome.OPEN:
        raise AnsweredAlready
    claim_version(asked, version)
    return asked


def _answer(actor: Actor, asked: RightsRequest, outcome: Outcome, ground: str, on: date) -> None:
    asked.outcome, asked.ground = outcome, ground
    asked.answered_on, asked.answered_by_id = on, actor.member
    asked.save()
    # No subject: after an erasure the log must not learn her again.
    record(actor, Verb.RIGHTS_ANSWERED, right=asked.kind, outcome=outcome)
