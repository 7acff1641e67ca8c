"""What the contact gate asks about a person."""

from __future__ import annotations

from uuid import UUID

from amparo.kernel.contact.gate import Channel, ContactRule
from amparo.persons.choices import MayContact
from amparo.persons.models import Person

ALLOWING = (MayContact.YES, MayContact.ONLY_THROUGH)


def contact_rule(subject: UUID) -> ContactRule | None:
    """Her own rule, or None when she is not known here. Not asked yet means no."""
    person = Person.objects.filter(public_id=subject).first()
    if person is None:
        return None
    if person.may_contact not in ALLOWING:
        return ContactRule(frozenset())
    channels = frozenset(Channel(word) for word in person.contact_channels)
    hours = frozenset(person.contact_hours or range(24))
    return ContactRule(channels, hours)
