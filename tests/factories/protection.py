"""Orders, requests for contact and emergencies, made through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.organisations.models import Desk
from amparo.persons.models import ContactRequest, LegalOrder, Person
from amparo.persons.public import (
    OrderFields,
    ask_for_contact,
    open_person_in_emergency,
    receive_order,
)

AUTHORITY, REFERENCE = "Juzgado Inventado Tercero", "12-000345-INV"
WHY = "la ambulancia pregunta por su medicación"
ASKED = "declarar por videollamada"


def order_fields(receiver: Desk, *parts: str, **given: Any) -> OrderFields:
    """A court order to investigate, that lasts a month and whose term to answer is over."""
    today = clock.today()
    said: dict[str, Any] = {
        "kind": "court",
        "authority": AUTHORITY,
        "reference": REFERENCE,
        "purpose": "investigate",
        "fields": parts or ("name", "events"),
        "receiver": receiver,
        "counsel_by": today - timedelta(days=1),
        "expires_on": today + timedelta(days=30),
        "notice": "next_meeting",
    }
    return OrderFields(**(said | given))


def order(actor: Actor, person: Person, receiver: Desk, *parts: str, **given: Any) -> LegalOrder:
    return receive_order(
        actor=actor,
        code_name=person.code_name,
        fields=order_fields(receiver, *parts, **given),
        on=clock.today(),
    )


def contact_request(actor: Actor, code: str) -> ContactRequest:
    return ask_for_contact(actor=actor, code=code, about="hearing", words=ASKED, happens_on=None)


def emergency(actor: Actor, person: Person) -> EmergencyOpening:
    return open_person_in_emergency(
        actor=actor, code_name=person.code_name, purpose="medical", reason=WHY
    )
