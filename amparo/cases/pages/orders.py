"""Orders as their pages show them, with the words that the actor's keys open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.cases.choices import OrderReason
from amparo.cases.wording import language
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.workflow import Transition, machine, refusals
from amparo.persons.public import (
    LegalOrder,
    ShareField,
    can_deliver_order,
    can_move_order,
    can_tell,
)

LEGAL_ORDER, DELIVERED = "legal_order", "delivered"
SHOWN = 100


@dataclass(frozen=True, repr=False)
class OrderShown:
    """``code_name`` is None for a desk that only handles it: it works with the reference."""

    public_id: UUID
    kind: str
    state: str
    tone: str
    authority: str | None
    reference: str | None
    receiver: str
    received_on: date
    counsel_by: date
    expires_on: date
    code_name: str
    parts: str
    delivered: str
    notice: str
    told_on: date | None
    version: int


@dataclass(frozen=True)
class OrderStep:
    target: str
    label: str
    needs_reason: bool
    missing: list[str]


TONES = {"received": "soon", "counsel_heard": "act", "delivered": "done", "appealed": "open"}


def orders_seen(door: Door, orders: Iterable[LegalOrder]) -> list[OrderShown]:
    """Rows for a list or a page; who they are about is recorded."""
    rows = list(orders)
    ring = unlock(door.actor, [order.subject for order in rows], door.on)
    door.saw(Verb.ORDER_READ, {order.person.public_id for order in rows}, ["order"])
    return [_shown(order, ring) for order in rows]


def _shown(order: LegalOrder, ring: Keyring) -> OrderShown:
    return OrderShown(
        public_id=order.public_id,
        kind=order.get_kind_display(),
        state=machine(LEGAL_ORDER).state(order.state).label.in_(language()),
        tone=TONES.get(order.state, ""),
        authority=ring.text(order, "authority"),
        reference=ring.text(order, "reference"),
        receiver=str(order.receiver),
        received_on=order.received_on,
        counsel_by=order.counsel_by,
        expires_on=order.expires_on,
        code_name=order.person.code_name,
        parts=_words(order.fields),
        delivered=_words(order.delivered),
        notice=order.get_notice_display(),
        told_on=order.told_on,
        version=order.version,
    )


def _words(parts: list[str]) -> str:
    return ", ".join(str(ShareField(part).label) for part in parts)


def steps_of(actor: Actor, order: LegalOrder) -> list[OrderStep]:
    """Steps the actor may take now, delivering apart."""
    if not can_move_order(actor, order):
        return []
    allowed = machine(LEGAL_ORDER).allowed(order.state)
    return [_step(actor, order, step) for step in allowed if step.target != DELIVERED]


def delivery_of(actor: Actor, order: LegalOrder) -> OrderStep | None:
    """The delivery, with what still stands in its way; None when it is not hers to make."""
    steps = [step for step in machine(LEGAL_ORDER).allowed(order.state) if step.target == DELIVERED]
    if not steps or not can_deliver_order(actor, order):
        return None
    return _step(actor, order, steps[0])


def may_tell(actor: Actor, order: LegalOrder) -> bool:
    return order.told_on is None and can_tell(actor, order.person)


def _step(actor: Actor, order: LegalOrder, step: Transition) -> OrderStep:
    stands = refusals(step, order.public_id, actor)
    return OrderStep(
        target=step.target,
        label=step.label.in_(language()),
        needs_reason=step.reason_required,
        missing=[str(refusal.why) for refusal in stands],
    )


def reason_words(reason: str) -> str:
    return str(OrderReason(reason).label) if reason in OrderReason.values else reason
