"""Who may do what with an order, a notice and a request for contact."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.persons.models import ContactRequest, LegalOrder, Person
from amparo.persons.permissions import serves


def can_handle_orders(actor: Actor) -> bool:
    return actor.has(Permission.ORDER_HANDLE) and actor.membership_id is not None


def can_move_order(actor: Actor, order: LegalOrder) -> bool:
    """The desk that handles it, or her own team."""
    return can_handle_orders(actor) and (
        order.desk_id == actor.desk_id or serves(actor, order.person)
    )


def can_deliver_order(actor: Actor, order: LegalOrder) -> bool:
    """Only her team holds the keys of what is delivered."""
    return actor.has(Permission.ORDER_DELIVER) and serves(actor, order.person)


def can_tell(actor: Actor, person: Person) -> bool:
    """Whoever accompanies her tells her; nobody contacts her for it."""
    return actor.has(Permission.CONSENT_WRITE) and serves(actor, person)


def can_ask_for_contact(actor: Actor) -> bool:
    return actor.has(Permission.CONTACT_REQUEST) and actor.membership_id is not None


def can_answer_contact(actor: Actor, request: ContactRequest) -> bool:
    return (
        actor.has(Permission.CONTACT_ANSWER)
        and request.person is not None
        and serves(actor, request.person)
    )
