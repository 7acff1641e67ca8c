"""Whole files of invented people, made and written by worker processes.

The keys are real: one per sealed data class and person, wrapped by HPKE to her team as the vault
does it; every word is sealed under them, and every name has its blind tokens. Only the inserts are
shared among many people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Model

from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.demo.benches.people import STORY, Invented, invented
from amparo.identification.models import StatusDecision
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import Team
from amparo.kernel.audit.models import AuditRow, AuditSubject, Pseudonym
from amparo.kernel.audit.services import leaf_of
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import Keyring, fresh_keys
from amparo.kernel.vault.models import Recipient
from amparo.kernel.workflow.models import Step
from amparo.persons.models import Person
from amparo.persons.public import SEALED_CLASSES
from amparo.persons.services.duplicates import tokens_of

Rows = list[Model]
CHUNK = 2000  # rows of one statement, at most: the engine may ask for fewer


@dataclass(frozen=True)
class Batch:
    """Numbers ``first`` to ``first + count - 1``: all of one team, led by ``actor``."""

    team: Team
    recipient: Recipient
    organisation: Organisation
    actor: Actor
    first: int
    count: int
    today: date


def write_files(batches: Sequence[Batch]) -> int:
    """Make the files of these people, then write them in one transaction; how many there were."""
    by_model: dict[type[Model], Rows] = {}  # parents come before children in every file
    for batch in batches:
        for number in range(batch.first, batch.first + batch.count):
            for row in _file(batch, invented(number, batch.today)):
                by_model.setdefault(type(row), []).append(row)
    with transaction.atomic():
        for model, rows in by_model.items():
            model._default_manager.bulk_create(rows, batch_size=CHUNK)
    return sum(batch.count for batch in batches)


def _file(batch: Batch, who: Invented) -> Rows:
    person = _person(batch, who)
    ring, wraps = fresh_keys(person.public_id, SEALED_CLASSES, [batch.recipient])
    for name, words in (
        ("name", who.name),
        ("known_as", who.name.split()[0]),
        ("contact_note", "Solo en la sede, por la mañana (inventado)."),
    ):
        ring.write(person, name, words)
    case = Case(
        pk=person.pk,
        person=person,
        state="active",
        country=batch.actor.country,
        modalities=who.modalities,
        opened_on=who.opened_on,
    )
    return [
        *_audit(batch, person),
        person,
        *wraps,
        *tokens_of(person, who.name, batch.organisation),
        case,
        *_steps(batch, who, case),
        _decision(batch, who, person),
        *_work(batch, case, ring),
    ]


def _person(batch: Batch, who: Invented) -> Person:
    return Person(
        pk=who.number + 1,
        team=batch.team,
        code_name=who.code_name,
        age_group="child" if who.is_child else "adult",
        basis="child_protection" if who.is_child else "contact",
        may_contact="yes",
        contact_channels=["in_person"],
        language="es",
        sex=who.sex,
        nationalities=[batch.actor.country],
        age_band="15_17" if who.is_child else "25_34",
        opened_on=who.opened_on,
        opened_by_id=batch.actor.member,
    )


def _audit(batch: Batch, person: Person) -> Rows:
    """The opening of the file, as the log would have it."""
    known = Pseudonym(subject=person.public_id, pseudonym=uuid4())
    row = AuditRow(
        pk=person.pk,
        at=_instant(person.opened_on),
        actor=batch.actor.name,
        organisation=batch.actor.organisation,
        desk=batch.actor.desk,
        role=batch.actor.role or "",
        purpose=batch.actor.purpose or "",
        verb=Verb.PERSON_OPENED,
        details={"basis": person.basis},
    )
    row.leaf = leaf_of(row, [known.pseudonym])
    return [known, row, AuditSubject(row=row, pseudonym=known.pseudonym)]


def _steps(batch: Batch, who: Invented, case: Case) -> Rows:
    begun = [("case", case.state, case.public_id), ("identification", who.status, case.subject)]
    return [
        Step(
            subject=subject,
            machine=machine,
            target=state,
            actor=batch.actor.name,
            organisation=batch.actor.organisation,
            at=_instant(who.opened_on),
        )
        for machine, state, subject in begun
    ]


def _decision(batch: Batch, who: Invented, person: Person) -> Model:
    return StatusDecision(
        subject=person.public_id,
        person=person,
        status=who.status,
        deciding_body=who.deciding_body,
        organisation=batch.organisation,
        ground="legacy",
        decided_on=who.opened_on,
        by_id=batch.actor.member,
    )


def _work(batch: Batch, case: Case, ring: Keyring) -> Rows:
    """Two events, a need, a goal and two notes."""
    day = case.opened_on
    common = {"subject": case.subject, "case": case}
    events = [
        Event(**common, kind=kind, happened=str(day.year), country="CR", leg=leg, recorded_on=day)
        for leg, kind in enumerate(("recruitment", "exploitation"), start=1)
    ]
    need = Need(**common, kind="health", noted_on=day)
    goal = Goal(**common, agreed_on=day, due_on=day + timedelta(days=90))
    notes = [
        Note(**common, kind="contact", author_id=batch.actor.member, noted_on=day)
        for _visit in range(2)
    ]
    for record, field in (
        *((event, "narrative") for event in events),
        *((note, "text") for note in notes),
    ):
        ring.write(record, field, STORY)
    ring.write(need, "words", "Atención de salud (inventado).")
    ring.write(goal, "words", "Quiero volver a estudiar (inventado).")
    return [*events, need, goal, *notes]


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
