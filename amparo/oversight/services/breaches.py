"""The breach register: recorded at once, then person by person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import claim_version, reading, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.retention.schedules import breach_clock
from amparo.kernel.vault.keyring import Keyring, denied_among, new_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.oversight.errors import NobodyThere, TellsBeforeSafety, WordsMissing
from amparo.oversight.models import Breach, BreachKind, BreachPerson, ToldHow
from amparo.oversight.permissions import can_manage_breach, can_tell_her
from amparo.persons.public import Person


def record_breach(
    *, actor: Actor, kind: str, words: str, known_at: datetime, happened_on: date | None
) -> Breach:
    """Write down a breach as soon as it is known; the authority's clock starts then.

    Raises:
        Denied, WordsMissing.
    """
    breach = Breach(kind=BreachKind(kind), known_at=known_at, happened_on=happened_on)
    with writing(actor, holds=[breach.public_id]):
        require(can_manage_breach, actor)
        if not words.strip():
            raise WordsMissing
        hours = breach_clock(actor.country).breach_hours
        breach.organisation_id, breach.recorded_by_id = actor.home, actor.member
        breach.notify_by = known_at + timedelta(hours=hours)
        _keys(breach, actor).write(breach, "words", words.strip())
        breach.save(force_insert=True)
        record(actor, Verb.BREACH_RECORDED, breach=str(breach.public_id), what=breach.kind)
    return breach


def update_breach(
    *,
    actor: Actor,
    breach_id: int,
    version: int,
    measures: str,
    notified_at: datetime | None,
    closed_on: date | None,
    on: date,
) -> Breach:
    """What was done, when the authority knew, whether it is closed. Raises Denied,
    ChangedSinceOpened."""
    with writing(actor):
        breach = Breach.objects.select_for_update().get(pk=breach_id)
        require(can_manage_breach, actor, breach)
        claim_version(breach, version)
        unlock(actor, [breach.subject], on).write(breach, "measures", measures.strip())
        breach.notified_at, breach.closed_on = notified_at, closed_on
        breach.save()
        record(actor, Verb.BREACH_CHANGED, breach=str(breach.public_id))
    return breach


def add_person(*, actor: Actor, breach_id: int, subject: UUID) -> BreachPerson:
    """One more file that it touches, by its number; twice is once.

    Raises:
        Denied.
        NobodyThere: no such file in this institution, or it is closed to the actor.
    """
    with reading(system_actor("eraser")):  # knows which institution holds a file, and no name
        person = Person.objects.select_related("team").filter(public_id=subject).first()
    with writing(actor):
        breach = Breach.objects.get(pk=breach_id)
        require(can_manage_breach, actor, breach)
        if (
            person is None
            or person.team.organisation_id != breach.organisation_id
            or denied_among(actor, [subject])
        ):
            raise NobodyThere
        touched, made = BreachPerson.objects.get_or_create(
            breach=breach, subject=subject, defaults={"organisation_id": breach.organisation_id}
        )
        if made:
            record(actor, Verb.BREACH_CHANGED, subjects=[subject], breach=str(breach.public_id))
    return touched


def look_after(
    *,
    actor: Actor,
    touched_id: int,
    version: int,
    reassessed: bool,
    tells: Membership | None,
    told_on: date | None,
    told_how: str,
    on: date,
) -> BreachPerson:
    """Her team: her safety was looked at again, who tells her, when and how it was done.

    Raises:
        Denied: the actor is not on her team.
        TellsBeforeSafety: she was told before anybody looked at her safety.
        ChangedSinceOpened.
    """
    with writing(actor):
        touched = BreachPerson.objects.select_for_update().get(pk=touched_id)
        require(can_tell_her, actor, touched)
        claim_version(touched, version)
        if reassessed and touched.reassessed_on is None:
            touched.reassessed_on, touched.reassessed_by_id = on, actor.member
        if (told_on or told_how) and touched.reassessed_on is None:
            raise TellsBeforeSafety
        touched.tells = tells
        touched.told_how = ToldHow(told_how) if told_how else ""
        touched.told_on = told_on if told_how and told_how != ToldHow.NOT_SAFE else None
        touched.save()
        record(actor, Verb.BREACH_TOLD, subjects=[touched.subject], how=touched.told_how)
    return touched


def _keys(breach: Breach, actor: Actor) -> Keyring:
    """For every desk of the institution; of them, only who reads the class opens it."""
    desks = Desk.objects.filter(organisation_id=actor.home).order_by("pk")
    to = [ensure_recipient(RecipientKind.DESK, desk.public_id) for desk in desks]
    return new_keys(breach.public_id, [DataClass.AUDIT], to)
