"""Moving a case along its declared workflow."""

from __future__ import annotations

from datetime import date

from amparo.cases.models import Case
from amparo.cases.permissions import can_change_case
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import advance

CLOSED = "closed"


def move_case(
    *, actor: Actor, case_id: int, version: int, target: str, reason: str = "", on: date
) -> Case:
    """Take one step; closing keeps its date and coded reason, reopening clears them.

    Raises:
        Denied, ChangedSinceOpened, IllegalTransition, StepRefused.
    """
    with writing(actor):
        case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case_id)
        require(can_change_case, actor, case)
        claim_version(case, version)
        advance(
            actor=actor,
            machine=machine("case"),
            subject=case.public_id,
            source=case.state,
            target=target,
            reason=reason,
        )
        case.state = target
        closing = target == CLOSED
        case.closed_on = on if closing else None
        case.closing_reason = reason if closing else ""
        case.save()
        record(actor, Verb.CASE_MOVED, subjects=[case.subject], to=target, reason=reason)
    return case
