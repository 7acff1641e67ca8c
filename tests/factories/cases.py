"""Cases opened through the services, and everything that can be written in one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from amparo.cases import services
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.middleware import MEMBERSHIP, PURPOSE
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk, Membership
from tests.factories.kernel import MembershipFactory
from tests.factories.persons import fields

PLACE, NARRATIVE = "el galpón azul", "le quitaron los papeles"
NEED, GOAL, NOTE = "una cama tranquila", "volver a estudiar", "hablamos en la plaza"
NAME_HERS = "Lucero Inventada Sol"
FILE, CONTENT = "contrato.pdf", b"%PDF invented"
WORDS = {
    "events": (PLACE, NARRATIVE),
    "needs": (NEED,),
    "plan": (GOAL,),
    "notes": (NOTE,),
    "files": (FILE,),
}


def worker(desk: Desk | None = None, role: Role = Role.CASE_WORKER) -> Membership:
    return MembershipFactory(role=role, **({"desk": desk} if desk is not None else {}))


def case(actor: Actor, *, on: date | None = None, **given: Any) -> Case:
    """A file and its case, opened today by ``actor``."""
    return services.open_file(actor=actor, fields=fields(**given), on=on or clock.today())


def full_case(actor: Actor, **given: Any) -> Case:
    """A case with one event, need, goal, note and original."""
    opened = case(actor, **given)
    place = {"actor": actor, "case_id": opened.pk, "on": clock.today()}
    event = services.EventFields(kind="transit", place=PLACE, narrative=NARRATIVE, leg=1)
    services.add_event(fields=event, **place)
    services.add_need(kind="shelter", words=NEED, **place)
    services.add_goal(words=GOAL, due_on=None, **place)
    services.add_note(kind="contact", text=NOTE, **place)
    services.attach_file(name=FILE, content=CONTENT, **place)
    return opened


def signed_in(membership: Membership, purpose: str = "assist") -> Client:
    """A browser in which this person signed in with her second factor and chose her place."""
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session[MEMBERSHIP], session[PURPOSE] = str(membership.public_id), purpose
    session.save()
    return client


def as_actor(membership: Membership) -> Actor:
    return actor_of(membership)
