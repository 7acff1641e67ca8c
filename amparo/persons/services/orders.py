"""An order about one person: received at a desk, her counsel heard, the least delivered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.access.emergency_models import NEVER
from amparo.kernel.access.models import Team
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.events.bus import ShareEnded, publish
from amparo.kernel.files.services import store
from amparo.kernel.organisations.models import Desk
from amparo.kernel.vault.keyring import Keyring, grant_keys, new_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import advance, begin
from amparo.persons.choices import CLASS_OF_FIELD, NoticePolicy, OrderKind, OrderPurpose, ShareField
from amparo.persons.errors import MigrationNeverReads, NothingToShare
from amparo.persons.models import LegalOrder, MandatoryNotice, Person, Share
from amparo.persons.order_errors import (
    DeliversMoreThanOrdered,
    NobodyByThatCode,
    NotToldBeforeSpeaking,
    OrderEndsBeforeItArrives,
)
from amparo.persons.order_models import DELIVERED, RECEIVED
from amparo.persons.order_permissions import (
    can_deliver_order,
    can_handle_orders,
    can_move_order,
    can_tell,
)
from amparo.persons.services.consents import WALLED
from amparo.persons.services.known import known_by_code

MACHINE = "legal_order"


@dataclass(frozen=True, repr=False)
class OrderFields:
    """What an order says. ``authority`` and ``reference`` are sealed; ``document`` is its original
    as name and bytes, or None."""

    kind: str
    authority: str
    reference: str
    purpose: str
    fields: tuple[str, ...]
    receiver: Desk
    counsel_by: date
    expires_on: date
    notice: str
    notice_on: date | None = None
    document: tuple[str, bytes] | None = None


def deliverable(order: LegalOrder) -> list[ShareField]:
    """The parts it names, less those that no order opens."""
    named = [ShareField(one) for one in order.fields]
    return [part for part in named if CLASS_OF_FIELD[part] not in NEVER]


def receive_order(*, actor: Actor, code_name: str, fields: OrderFields, on: date) -> LegalOrder:
    """Write down an order at the actor's desk, sealed for that desk and for her team.

    Raises:
        Denied: the actor handles no orders.
        NobodyByThatCode: unknown, or kept from this actor: the same answer.
        MigrationNeverReads, NothingToShare, OrderEndsBeforeItArrives, NotToldBeforeSpeaking.
    """
    person = known_by_code(actor, code_name)
    holds = [] if person is None else [person.public_id]
    order = LegalOrder(desk_id=actor.desk_id or 0, receiver=fields.receiver, received_on=on)
    with writing(actor, holds=[order.public_id, *holds]):
        require(can_handle_orders, actor)
        named = sorted({ShareField(one).value for one in fields.fields})
        _check(fields, named, on)
        if person is None:
            raise NobodyByThatCode
        order.person, order.fields, order.received_by_id = person, named, actor.member
        order.rule = _told_before(person, fields.kind)
        _fill(order, fields)
        _seal(order, fields, person.team, on)
        order.save(force_insert=True)
        begin(actor=actor, machine=machine(MACHINE), subject=order.public_id, state=RECEIVED)
        record(
            actor,
            Verb.ORDER_RECEIVED,
            subjects=[person.public_id],
            fields=named,
            kind=order.kind,
            order=str(order.public_id),
        )
    return order


def move_order(
    *, actor: Actor, order_id: int, version: int, target: str, reason: str, on: date
) -> LegalOrder:
    """Her counsel was heard, or the order is refused, appealed or over; what had been delivered
    closes with this transaction.

    Raises:
        Denied: neither the desk that handles it nor her team.
        ChangedSinceOpened, IllegalTransition, StepRefused.
    """
    with writing(actor):
        order = LegalOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
        require(can_move_order, actor, order)
        claim_version(order, version)
        _step(actor, order, target, reason)
        if target == "counsel_heard":
            order.counsel_on = on
        order.save()
        _close_share(order, on)
        record(
            actor,
            Verb.ORDER_MOVED,
            subjects=[order.person.public_id],
            target=target,
            order=str(order.public_id),
        )
    return order


def deliver_order(
    *, actor: Actor, order_id: int, version: int, fields: Iterable[str], on: date
) -> Share:
    """Open the least that the order allows to the desk it names, until it ends.

    Raises:
        Denied: the actor is not on her team.
        DeliversMoreThanOrdered: a part that the order does not name, or that none opens.
        NothingToShare, ChangedSinceOpened, StepRefused.
    """
    given = sorted({ShareField(one).value for one in fields})
    with writing(actor):
        order = LegalOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
        require(can_deliver_order, actor, order)
        claim_version(order, version)
        if not given:
            raise NothingToShare
        if not set(given) <= {part.value for part in deliverable(order)}:
            raise DeliversMoreThanOrdered
        _step(actor, order, DELIVERED, "")
        order.delivered, order.delivered_on, order.delivered_by_id = given, on, actor.member
        order.save()
        share = Share.objects.create(
            person=order.person,
            order=order,
            desk=order.receiver,
            started_on=on,
            started_by_id=actor.member,
        )
        _open_keys(actor, share, on)
        record(
            actor,
            Verb.ORDER_DELIVERED,
            subjects=[order.person.public_id],
            fields=given,
            to=str(order.receiver.public_id),
            order=str(order.public_id),
        )
    return share


def note_told(*, actor: Actor, order_id: int, on: date) -> LegalOrder:
    """She was told of the order, as its notice allows. Twice is once. Raises Denied."""
    with writing(actor):
        order = LegalOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
        require(can_tell, actor, order.person)
        if order.told_on is None:
            order.told_on = on
            order.version += 1
            order.save()
            subjects = [order.person.public_id]
            record(actor, Verb.NOTICE_TOLD, subjects=subjects, order=str(order.public_id))
    return order


def _check(fields: OrderFields, named: list[str], on: date) -> None:
    if fields.receiver.organisation.kind in WALLED:
        raise MigrationNeverReads
    if not named:
        raise NothingToShare
    if fields.expires_on < on:
        raise OrderEndsBeforeItArrives


def _told_before(person: Person, kind: str) -> MandatoryNotice | None:
    """A mandatory report rests on what she was told before she spoke."""
    if kind != OrderKind.CHILD_PROTECTION:
        return None
    notice = MandatoryNotice.objects.filter(person=person).first()
    if notice is None:
        raise NotToldBeforeSpeaking
    return notice


def _fill(order: LegalOrder, fields: OrderFields) -> None:
    order.kind = OrderKind(fields.kind)
    order.purpose = OrderPurpose(fields.purpose)
    order.notice = NoticePolicy(fields.notice)
    order.notice_on = fields.notice_on
    order.counsel_by, order.expires_on = fields.counsel_by, fields.expires_on


def _seal(order: LegalOrder, fields: OrderFields, team: Team, on: date) -> None:
    ring = _keys(order, team)
    ring.write(order, "authority", fields.authority)
    ring.write(order, "reference", fields.reference)
    if fields.document is not None:
        name, content = fields.document
        order.document = store(ring, subject=order.subject, name=name, content=content, on=on)


def _keys(order: LegalOrder, team: Team) -> Keyring:
    to = [
        ensure_recipient(RecipientKind.DESK, order.desk.public_id),
        ensure_recipient(RecipientKind.TEAM, team.public_id),
    ]
    return new_keys(order.public_id, [DataClass.LINK, DataClass.SERVICES], to)


def _step(actor: Actor, order: LegalOrder, target: str, reason: str) -> None:
    advance(
        actor=actor,
        machine=machine(MACHINE),
        subject=order.public_id,
        source=order.state,
        target=target,
        reason=reason,
    )
    order.state = target


def _close_share(order: LegalOrder, on: date) -> None:
    share = Share.objects.filter(order=order, ended_on=None).first()
    if share is not None:
        share.ended_on = on
        share.save(update_fields=["ended_on"])
        publish(ShareEnded(share=share.public_id))


def _open_keys(actor: Actor, share: Share, on: date) -> None:
    subject = share.person.public_id
    classes = {CLASS_OF_FIELD[field] for field in share.fields}
    recipient = ensure_recipient(RecipientKind.DESK, share.desk.public_id)
    grant_keys(unlock(actor, [subject], on), subject, classes, recipient, share.public_id)
