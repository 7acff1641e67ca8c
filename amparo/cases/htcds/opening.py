"""A row of somebody new: her file, her case and what the row tells of them, marked as legacy."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from amparo.cases.htcds.checking import Checked
from amparo.cases.htcds.identity import Occurrences, row_key
from amparo.cases.htcds.mapping import MappedEvent, MappedRow, mapped
from amparo.cases.models import Case, Event, Goal, ImportedRow, Note
from amparo.identification.public import import_status
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import Team
from amparo.kernel.access.services import open_team
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.kernel.vault.keyring import Keyring
from amparo.kernel.vault.recipients import derived_key
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import begin
from amparo.persons.public import Basis, MayContact, Person, PersonFields, Source, create_person

SECRET = "htcds-row-key"  # noqa: S105  the name of a derived key, not a key
CLOSED, CLOSED_BEFORE_US = "closed", "legacy"


@dataclass
class Run:
    """One import or export: who, for which institution, on which day, and the rows so far."""

    actor: Actor
    organisation: Organisation
    on: date
    occurrences: Occurrences = field(default_factory=Occurrences)
    seen: set[int] = field(default_factory=set)  # kept rows that this very file says
    secret: bytes = field(default_factory=lambda: derived_key(SECRET), repr=False)
    content_secret: bytes = field(
        default_factory=lambda: derived_key(f"{SECRET}/content"), repr=False
    )
    _team: Team | None = None

    def key(self, row: Checked) -> bytes:
        """The row's key; call it once for each row, in the file's order."""
        return row_key(self.organisation.code, row, self.occurrences, secret=self.secret)

    @property
    def team(self) -> Team:
        """One team for the whole run, made when needed: the importing account, until the files
        are given on."""
        if self._team is None:
            lead = Membership.objects.select_related("desk").get(pk=self.actor.member)
            self._team = open_team(lead=lead, on=self.on)
        return self._team


@dataclass(frozen=True)
class Arrived:
    """A checked row with the key and the hash by which it is known again."""

    checked: Checked
    key: bytes
    row_hash: bytes


def create(run: Run, row: Arrived) -> ImportedRow:
    """Open a legacy file and case for the row, inside the caller's transaction."""
    said = mapped(row.checked, today=run.on)
    answers = PersonFields(
        age_group=said.age_group,
        basis=Basis.LEGACY,
        may_contact=MayContact.UNKNOWN,
        coded=said.coded,
        words=said.words,
    )
    person, ring = create_person(
        actor=run.actor,
        fields=answers,
        on=run.on,
        team=run.team,
        source=Source.LEGACY,
        source_note=f"HTCDS 2.0 · {run.organisation.code}"[:120],
    )
    case = _open_case(run, person, said)
    event = None if said.event is None else add_event(run, case, said.event, ring)
    add_comment(run, case, said.comment, ring)
    add_objectives(run, case, said.objectives, ring)
    return keep(run, case, row, ring, event=event)


def _open_case(run: Run, person: Person, said: MappedRow) -> Case:
    flow = machine("case")
    state = said.state or flow.initial[0]
    case = Case(
        person=person,
        country=run.organisation.country,
        modalities=said.modalities,
        opened_on=run.on,
    )
    set_state(case, state, run.on)
    case.save(force_insert=True)
    begin(actor=run.actor, machine=flow, subject=case.public_id, state=state, imported=True)
    if said.status:
        import_status(
            actor=run.actor,
            person=person,
            status=said.status,
            deciding_body=said.deciding_body,
            on=run.on,
        )
    return case


def set_state(case: Case, state: str, on: date) -> None:
    """Put a case in the state that an earlier register gives."""
    closed = state == CLOSED
    case.state = state
    case.closed_on = on if closed else None
    case.closing_reason = CLOSED_BEFORE_US if closed else ""


def add_event(run: Run, case: Case, said: MappedEvent, ring: Keyring) -> Event:
    """What the row tells of one event, appended."""
    event = Event(subject=case.subject, case=case, recorded_on=run.on)
    write_event(event, said, ring)
    event.save(force_insert=True)
    return event


def write_event(event: Event, said: MappedEvent, ring: Keyring) -> None:
    event.kind, event.happened, event.country = said.kind, said.happened, said.country
    ring.write(event, "place", said.place)
    ring.write(event, "narrative", said.narrative)


def add_comment(run: Run, case: Case, text: str, ring: Keyring) -> None:
    """The row's comment as a note of the team; nothing when it has none."""
    if text:
        note = Note(
            subject=case.subject,
            case=case,
            author_id=run.actor.member,
            kind="team",
            noted_on=run.on,
        )
        ring.write(note, "text", text)
        note.save(force_insert=True)


def add_objectives(run: Run, case: Case, text: str, ring: Keyring) -> None:
    """The row's objectives as one goal of her plan; nothing when it has none."""
    if text:
        goal = Goal(subject=case.subject, case=case, agreed_on=run.on)
        ring.write(goal, "words", text)
        goal.save(force_insert=True)


def keep(
    run: Run,
    case: Case,
    row: Arrived,
    ring: Keyring,
    *,
    event: Event | None,
    born_here: bool = False,
) -> ImportedRow:
    """Keep the row itself, sealed: HTCDS holds more than we have a place for."""
    kept = ImportedRow(
        subject=case.subject,
        case=case,
        organisation=run.organisation,
        imported_by_id=run.actor.member,
        key=row.key,
        row_hash=row.row_hash,
        event=event,
        born_here=born_here,
        imported_on=run.on,
    )
    cells = dict(row.checked.values)
    ring.write(kept, "payload", json.dumps(cells, ensure_ascii=False, sort_keys=True))
    kept.save(force_insert=True)
    return kept
