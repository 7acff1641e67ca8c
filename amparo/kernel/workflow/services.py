"""Taking one step of a declared workflow: legal, permitted, guarded, and written down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.errors import Denied
from amparo.kernel.workflow.engine import Machine, Transition, refusals
from amparo.kernel.workflow.models import Step


class StepRefused(ValidationError):
    """A guard, or a missing reason or evidence, stands in the way; messages say which."""


def advance(
    *,
    actor: Actor,
    machine: Machine,
    subject: UUID,
    source: str,
    target: str,
    reason: str = "",
    evidence: UUID | None = None,
    at: datetime | None = None,
) -> Step:
    """Append the step ``source`` → ``target`` inside the caller's transaction.

    Raises:
        IllegalTransition: the machine has no such edge.
        Denied: the actor lacks the edge's permission.
        StepRefused: a guard says no, or a required reason or evidence is missing.
    """
    transition = machine.transition(source, target)
    if not actor.has(transition.permission):
        raise Denied(f"can_take_step_{machine.code}")
    _check(transition, subject, actor, reason, evidence)
    return _append(actor, machine, subject, source, target, reason, evidence, at)


def begin(
    *,
    actor: Actor,
    machine: Machine,
    subject: UUID,
    state: str,
    source: str = "",
    imported: bool = False,
    at: datetime | None = None,
) -> Step:
    """Append the first state of a record. Raises IllegalTransition when it may not begin there.

    ``source``: where an inherited record began, when a newer import says it otherwise.
    """
    machine.start(state, imported=imported)
    return _append(actor, machine, subject, source, state, "", None, at)


def history(machine: Machine, subject: UUID) -> list[Step]:
    """Every step of one record, oldest first."""
    return list(Step.objects.filter(machine=machine.code, subject=subject))


def _check(
    transition: Transition, subject: UUID, actor: Actor, reason: str, evidence: UUID | None
) -> None:
    missing = [refusal.why for refusal in refusals(transition, subject, actor)]
    if transition.reason_required and not reason:
        missing.append(_("Elija el motivo de este paso."))
    if transition.evidence_required and evidence is None:
        missing.append(_("Indique el documento o registro en que se apoya este paso."))
    if missing:
        raise StepRefused([ValidationError(why, code="guard") for why in missing])


def _append(
    actor: Actor,
    machine: Machine,
    subject: UUID,
    source: str,
    target: str,
    reason: str,
    evidence: UUID | None,
    at: datetime | None,
) -> Step:
    return Step.objects.create(
        subject=subject,
        machine=machine.code,
        source=source,
        target=target,
        reason=reason,
        evidence=evidence,
        actor=actor.name,
        organisation=actor.organisation,
        at=at or clock.now(),
    )
