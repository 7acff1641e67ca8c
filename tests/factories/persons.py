"""Files opened through the services, so that keys, tokens and teams exist as in real life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.organisations.models import Desk
from amparo.persons.models import Consent, Person, Share
from amparo.persons.services import PersonFields, give_consent, open_person, start_share

NAME = "Lucero Inventada Sol"
NEXT_MONTH = (clock.today() + timedelta(days=30)).isoformat()  # a permission ends within the year


def fields(**given: Any) -> PersonFields:
    """Four answers and an invented name; keyword arguments go to words or coded answers."""
    words = {
        name: given.pop(name)
        for name in ("name", "known_as", "birth", "document", "address", "contact_note")
        if name in given
    }
    core = {"age_group": "adult", "basis": "contact", "may_contact": "no"}
    core |= {name: given.pop(name) for name in tuple(core) if name in given}
    return PersonFields(**core, coded=given, words={"name": NAME} | words)


def person(actor: Actor, *, on: date | None = None, **given: Any) -> Person:
    """A file opened by ``actor``, whose team she then leads."""
    return open_person(actor=actor, fields=fields(**given), on=on or clock.today())


def consent(
    actor: Actor, subject: Person, desk: Desk, *parts: str, days: int = 90, **given: Any
) -> Consent:
    """She allows ``parts`` to a desk for assistance, from today."""
    answers = {
        "purpose": "assist",
        "given_by": "herself",
        "explained": "spoken",
        "language": "es",
        "given_on": clock.today(),
        "expires_on": clock.today() + timedelta(days=days),
    }
    return give_consent(
        actor=actor, person_id=subject.pk, desk=desk, fields=parts, **(answers | given)
    )


def share(actor: Actor, subject: Person, desk: Desk, *parts: str, **given: Any) -> Share:
    """A consent put to use the same day."""
    allowed = consent(actor, subject, desk, *parts, **given)
    return start_share(actor=actor, consent_id=allowed.pk, on=clock.today())
