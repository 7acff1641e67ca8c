"""What her team sees on her page of orders, requests, emergencies and permissions to talk over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case
from amparo.cases.wording import language
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.ui.slots import Panel
from amparo.kernel.workflow import machine
from amparo.persons.public import (
    Consent,
    ContactRequest,
    LegalOrder,
    Person,
    Share,
    can_tell,
    last_notice,
)

OPENINGS_FOR = timedelta(days=90)
AHEAD, BEHIND = timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True)
class OrderLine:
    public_id: UUID
    kind: str
    state: str
    tone: str
    expires_on: date


@dataclass(frozen=True)
class RequestLine:
    public_id: UUID
    about: str
    due_at: datetime


@dataclass(frozen=True)
class OpeningLine:
    purpose: str
    role: str
    desk: str
    opened_at: datetime


@dataclass(frozen=True)
class ToTalk:
    """A permission that ends soon or ended lately, and no newer one to that desk."""

    institution: str
    consent: UUID
    on: date
    over: bool


def protection_panel(actor: Actor, case_id: UUID) -> Panel | None:
    """For her team alone; None for anybody else."""
    case = Case.objects.filter(public_id=case_id).select_related("person").first()
    if case is None or not can_tell(actor, case.person):
        return None
    person, told = case.person, last_notice(case.person)
    context: dict[str, Any] = {
        "id": case_id,
        "orders": _orders(actor, person),
        "requests": _requests(actor, person),
        "openings": _openings(person),
        "to_talk": to_talk_over(person, on=clock.today()),
        "told_on": told.told_on if told else None,
    }
    return Panel(_("Protección y permisos"), "cases/_orders_panel.html", context, order=25)


def to_talk_over(person: Person, *, on: date) -> list[ToTalk]:
    """What she is asked at the next meeting; nobody contacts her for it."""
    live = Consent.objects.live(on).filter(person=person, expires_on__gt=on + AHEAD)
    renewed = set(live.values_list("desk", "purpose"))
    shared = Share.objects.filter(person=person).exclude(consent=None).values("consent")
    ending = Consent.objects.filter(
        person=person,
        withdrawn_at=None,
        expires_on__gte=on - BEHIND,
        expires_on__lte=on + AHEAD,
        pk__in=shared,
    )
    return [
        ToTalk(each.desk.organisation.name, each.public_id, each.expires_on, each.expires_on < on)
        for each in ending.select_related("desk__organisation")
        if (each.desk_id, each.purpose) not in renewed
    ]


def _orders(actor: Actor, person: Person) -> list[OrderLine]:
    tones = {"received": "soon", "delivered": "done"}
    orders = LegalOrder.objects.visible_to(actor, on=clock.today()).filter(person=person)
    return [
        OrderLine(
            each.public_id,
            each.get_kind_display(),
            machine("legal_order").state(each.state).label.in_(language()),
            tones.get(each.state, ""),
            each.expires_on,
        )
        for each in orders
    ]


def _requests(actor: Actor, person: Person) -> list[RequestLine]:
    waiting = ContactRequest.objects.to_answer(actor, on=clock.today())
    found = waiting.filter(person=person, answered_at=None)
    return [RequestLine(each.public_id, each.get_about_display(), each.due_at) for each in found]


def _openings(person: Person) -> list[OpeningLine]:
    since = clock.now() - OPENINGS_FOR
    rows = EmergencyOpening.objects.filter(person=person.public_id, opened_at__gte=since)
    return [
        OpeningLine(
            each.get_purpose_display(),
            each.membership.role,
            str(each.membership.desk),
            each.opened_at,
        )
        for each in rows.select_related("membership__desk__organisation")
    ]
