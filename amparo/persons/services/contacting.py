"""Justice asks to reach somebody through whoever accompanies her. Whether she is known here is
never told: an unknown code, one kept from the asker and one without an answer end alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import claim_version, reading, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.contact.gate import Channel, may_contact
from amparo.kernel.organisations.models import Desk
from amparo.kernel.vault.keyring import Keyring, new_keys, unlock
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.choices import AskedThrough, ContactAnswer, HearingAbout
from amparo.persons.models import ContactRequest, Person
from amparo.persons.order_errors import AlreadyAnswered, NoSafeWayToAsk
from amparo.persons.order_permissions import can_answer_contact, can_ask_for_contact
from amparo.persons.services.known import known_by_code

WAITS = timedelta(days=5)  # then the asker is told that there was no answer
NO_STANDS = timedelta(days=90)  # a no is final for this long
DIRECT = frozenset({AskedThrough.PHONE, AskedThrough.SMS, AskedThrough.EMAIL})


class SeenAs(StrEnum):
    """All that the asker is ever told."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    NO_ANSWER = "no_answer"  # she does not wish it, not now, cannot be asked, or is not known


def seen_as(request: ContactRequest, now: datetime) -> SeenAs:
    """A no is told when the clock ends, as silence is: sooner would say that somebody answered."""
    if request.answer == ContactAnswer.ACCEPTS:
        return SeenAs.ACCEPTED
    return SeenAs.WAITING if now < request.due_at else SeenAs.NO_ANSWER


def ask_for_contact(
    *, actor: Actor, code: str, about: str, words: str, happens_on: date | None
) -> ContactRequest:
    """Leave a request with whoever accompanies the person of that code, if anybody does.

    Raises:
        Denied: the actor does not ask for contact.
        ValueError: a matter that is not in its list.
    """
    now = clock.now()
    person = _passed_on_to(actor, code, now.date())
    request = ContactRequest(
        code=" ".join(code.split()),
        person=person,
        about=HearingAbout(about),
        happens_on=happens_on,
        desk_id=actor.desk_id or 0,  # without a desk the door stays closed
        asked_at=now,
        due_at=now + WAITS,
    )
    with writing(actor, holds=[request.public_id, *([person.public_id] if person else [])]):
        require(can_ask_for_contact, actor)
        request.asked_by_id = actor.member
        _keys(request, person).write(request, "words", words)
        request.save(force_insert=True)
        record(actor, Verb.CONTACT_ASKED, subjects=[person.public_id] if person else [])
    return request


def answer_contact(
    *,
    actor: Actor,
    request_id: int,
    version: int,
    answer: str,
    asked_through: str,
    reply: str,
) -> ContactRequest:
    """Write down what she said, or that there is no safe way to ask her.

    Raises:
        Denied: the actor does not accompany her.
        NoSafeWayToAsk: a channel that she did not open, or not at this hour.
        AlreadyAnswered, ChangedSinceOpened.
    """
    said = ContactAnswer(answer)
    through = "" if said is ContactAnswer.UNREACHABLE else AskedThrough(asked_through)
    _pass_the_gate(actor, request_id, through)
    with writing(actor):
        request = ContactRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        require(can_answer_contact, actor, request)
        claim_version(request, version)
        if request.answered_at is not None or said is ContactAnswer.OPEN:
            raise AlreadyAnswered
        request.answer, request.asked_through = said, through
        request.answered_by_id, request.answered_at = actor.member, clock.now()
        if said is ContactAnswer.DECLINES:
            request.final_until = clock.today() + NO_STANDS
        if reply.strip():
            ring = unlock(actor, [request.public_id], clock.today())
            ring.write(request, "reply", reply.strip())
        request.save()
        subjects = [request.person.public_id] if request.person else []
        record(actor, Verb.CONTACT_ANSWERED, subjects=subjects, answer=said.value)
    return request


def _passed_on_to(actor: Actor, code: str, on: date) -> Person | None:
    """Whom the request reaches; nobody while a no of hers stands."""
    person = known_by_code(actor, code)
    with reading(system_actor("emergency")):
        refused = ContactRequest.objects.filter(person=person, final_until__gte=on).exists()
    return None if refused else person


def _pass_the_gate(actor: Actor, request_id: int, through: str) -> None:
    """In a transaction of its own: what the gate refuses stays written."""
    if through not in DIRECT:
        return
    with writing(actor):
        request = ContactRequest.objects.select_related("person").get(pk=request_id)
        require(can_answer_contact, actor, request)
        subject = request.person.public_id if request.person else request.public_id
        allowed = may_contact(actor, subject, Channel(through), clock.now())
    if not allowed:
        raise NoSafeWayToAsk


def _keys(request: ContactRequest, person: Person | None) -> Keyring:
    """As many keys whether somebody is known or not: for the asker's desk, and for her team or, in
    her absence, the asker's institution."""
    desk = Desk.objects.select_related("organisation").get(pk=request.desk_id)
    other: Recipient
    if person is None:
        other = ensure_recipient(RecipientKind.ORGANISATION, desk.organisation.public_id)
    else:
        other = ensure_recipient(RecipientKind.TEAM, person.team.public_id)
    mine = ensure_recipient(RecipientKind.DESK, desk.public_id)
    return new_keys(request.public_id, [DataClass.LINK], [mine, other])
