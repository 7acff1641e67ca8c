"""Events, needs, goals, notes and files of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from amparo.cases.choices import NeedState
from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.cases.permissions import can_change_case, can_write_facts
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.files import services as files
from amparo.kernel.files.models import StoredFile
from amparo.kernel.vault.keyring import unlock


@dataclass(frozen=True)
class EventFields:
    """One event: ``happened`` is canonical text of `partial_dates.parse`."""

    kind: str
    happened: str = ""
    country: str = ""
    admin1: str = ""
    place: str = ""
    acts: list[str] = field(default_factory=list)
    means: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    leg: int | None = None
    narrative: str = ""


def _case_to_change(actor: Actor, case_id: int) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case_id)
    require(can_change_case, actor, case)
    return case


def add_event(*, actor: Actor, case_id: int, fields: EventFields, on: date) -> Event:
    """Append an event. Raises Denied for anybody outside the team."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        require(can_write_facts, actor, case)
        ring = unlock(actor, [case.subject], on)
        event = Event(
            subject=case.subject,
            case=case,
            kind=fields.kind,
            happened=fields.happened,
            country=fields.country,
            admin1=fields.admin1,
            acts=fields.acts,
            means=fields.means,
            purposes=fields.purposes,
            leg=fields.leg,
            recorded_on=on,
        )
        ring.write(event, "place", fields.place)
        ring.write(event, "narrative", fields.narrative)
        event.save()
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], kind="event")
    return event


def add_need(*, actor: Actor, case_id: int, kind: str, words: str, on: date) -> Need:
    """Note a need. Raises Denied for anybody outside the team."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        need = Need(subject=case.subject, case=case, kind=kind, noted_on=on)
        unlock(actor, [case.subject], on).write(need, "words", words)
        need.save()
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], kind="need")
    return need


def answer_need(*, actor: Actor, need_id: int, version: int, state: NeedState) -> Need:
    """Say what became of a need. Raises Denied, ChangedSinceOpened."""
    with writing(actor):
        need = Need.objects.select_for_update(of=("self",)).get(pk=need_id)
        _case_to_change(actor, need.case_id)
        claim_version(need, version)
        need.state = state
        need.save()
        record(actor, Verb.CASE_CHANGED, subjects=[need.subject], kind="need", state=state)
    return need


def add_goal(*, actor: Actor, case_id: int, words: str, due_on: date | None, on: date) -> Goal:
    """Write a goal in her words. Raises Denied for anybody outside the team."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        goal = Goal(subject=case.subject, case=case, agreed_on=on, due_on=due_on)
        unlock(actor, [case.subject], on).write(goal, "words", words)
        goal.save()
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], kind="goal")
    return goal


def add_note(*, actor: Actor, case_id: int, kind: str, text: str, on: date) -> Note:
    """Append a note. Raises Denied for anybody outside the team."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        note = Note(subject=case.subject, case=case, kind=kind, author_id=actor.member, noted_on=on)
        unlock(actor, [case.subject], on).write(note, "text", text)
        note.save()
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], kind="note")
    return note


def attach_file(*, actor: Actor, case_id: int, name: str, content: bytes, on: date) -> StoredFile:
    """Keep a sealed original. Raises Denied, FileTooLarge."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        ring = unlock(actor, [case.subject], on)
        stored = files.store(ring, subject=case.subject, name=name, content=content, on=on)
        record(actor, Verb.FILE_STORED, subjects=[case.subject], sha256=stored.sha256)
    return stored


def set_modalities(*, actor: Actor, case_id: int, version: int, modalities: Iterable[str]) -> Case:
    """Say which modalities the case has, one or several. Raises Denied, ChangedSinceOpened."""
    with writing(actor):
        case = _case_to_change(actor, case_id)
        claim_version(case, version)
        case.modalities = sorted(set(modalities))
        case.save(update_fields=["modalities", "version"])
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], fields=["modalities"])
    return case
