"""HTCDS rows into the registry: each row whole or not at all, and a second time nothing new."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from amparo.cases.htcds.checking import Checked, check
from amparo.cases.htcds.errors import Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.identity import Occurrences, row_key
from amparo.cases.htcds.mapping import MappedEvent, MappedRow, mapped
from amparo.cases.htcds.reading import Row, Source
from amparo.cases.htcds.summary import Summary
from amparo.cases.htcds.writing import RejectedRows
from amparo.cases.models import Case, Event, Goal, ImportedRow, Note
from amparo.cases.permissions import can_import_cases
from amparo.identification.public import import_status
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.models import Team
from amparo.kernel.access.services import open_team
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.vault.recipients import derived_key
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import begin
from amparo.persons.public import (
    Basis,
    MayContact,
    Person,
    PersonFields,
    change_person,
    create_person,
    serves,
)
from amparo.persons.public import (
    Source as PersonSource,
)

BATCH_ROWS = 200  # rows per transaction: a stop loses none that was counted
SECRET = "htcds-row-key"  # noqa: S105  the name of a derived key, not a key
OTHER_TEAM = Problem(
    "prs_IdentityNumber",
    "Este registro lo lleva otro equipo de la institución: pídale que lo actualice.",
)


@dataclass
class Import:
    """One run: who imports, for which institution, on which day; the team is made when needed."""

    actor: Actor
    organisation: Organisation
    on: date
    occurrences: Occurrences = field(default_factory=Occurrences)
    _team: Team | None = None

    def key(self, row: Checked) -> bytes:
        secret = derived_key(SECRET)
        return row_key(self.organisation.code, row, self.occurrences, secret=secret)

    @property
    def team(self) -> Team:
        """One team for the whole run: the importing account, until the files are given on."""
        if self._team is None:
            lead = Membership.objects.get(pk=self.actor.member)
            self._team = open_team(lead=lead, on=self.on)
        return self._team


def import_rows(
    *,
    actor: Actor,
    organisation: Organisation,
    source: Source,
    path: Path,
    on: date,
    progress: Callable[[Summary], None],
) -> Summary:
    """Bring in every good row and list the others beside the file.

    Raises:
        Denied: the actor may not import.
    """
    require(can_import_cases, actor)
    run = Import(actor, organisation, on)
    summary = Summary(ignored_columns=list(source.ignored_columns))
    with RejectedRows(path) as rejected:
        for batch in _batches(source):
            _import_batch(run, batch, summary, rejected)
            progress(summary)
    return summary


def _batches(source: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(source)
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch


def _import_batch(run: Import, batch: list[Row], summary: Summary, rejected: RejectedRows) -> None:
    touched: list[UUID] = []
    with writing(run.actor):
        for row in batch:
            summary.read += 1
            summary.note_deprecated(_deprecated(row))
            checked = check(row, today=run.on)
            problems = (
                checked if isinstance(checked, list) else _place(run, checked, summary, touched)
            )
            if problems:
                summary.rejected += 1
                rejected.add(row.number, problems)
        if touched:
            record(run.actor, Verb.HTCDS_IMPORTED, subjects=touched)


def _place(run: Import, row: Checked, summary: Summary, touched: list[UUID]) -> list[Problem]:
    """Put one row in its place; what is wrong with that, or nothing."""
    key, row_hash = run.key(row), sealed_hash(row)
    known = list(
        ImportedRow.objects.filter(organisation=run.organisation, key=key).select_related(
            "case__person"
        )
    )
    if any(bytes(one.row_hash) == row_hash for one in known):
        summary.unchanged += 1
        return []
    with transaction.atomic():
        if not known:
            touched.append(_create(run, row, key, row_hash))
            summary.created += 1
            return []
        case = known[0].case
        if not serves(run.actor, case.person):
            return [OTHER_TEAM]
        _update(run, row, case, key, row_hash, known)
        touched.append(case.subject)
        summary.updated += 1
    return []


def _deprecated(row: Row) -> tuple[str, ...]:
    """Keys the row uses although the standard no longer recommends them."""
    return tuple(key for key in row.cells if fields()[key].deprecated)


def sealed_hash(row: Checked) -> bytes:
    """32 bytes that tell two rows apart; keyed, or a sparse row could be guessed from them."""
    return hmac.new(derived_key(f"{SECRET}/content"), row.row_hash, sha256).digest()


def _create(run: Import, row: Checked, key: bytes, row_hash: bytes) -> UUID:
    said = mapped(row, today=run.on)
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
        source=PersonSource.LEGACY,
        source_note=f"HTCDS 2.0 · {run.organisation.code}"[:120],
    )
    case = _open_case(run, person, said)
    _append(run, case, said, ring)
    _keep_row(run, case, row, key, row_hash, ring)
    return person.public_id


def _open_case(run: Import, person: Person, said: MappedRow) -> Case:
    closed = said.state == "closed"
    case = Case.objects.create(
        person=person,
        state=said.state,
        country=run.organisation.country,
        modalities=said.modalities,
        opened_on=run.on,
        closed_on=run.on if closed else None,
        closing_reason="legacy" if closed else "",
    )
    flow = machine("case")
    begin(actor=run.actor, machine=flow, subject=case.public_id, state=said.state, imported=True)
    if said.status:
        import_status(
            actor=run.actor,
            person=person,
            status=said.status,
            deciding_body=said.deciding_body,
            on=run.on,
        )
    return case


def _append(run: Import, case: Case, said: MappedRow, ring: Keyring) -> None:
    """The parts of a row that add to a case: its event, its comment, its objectives."""
    if said.event is not None:
        _add_event(run, case, said.event, ring)
    if said.comment:
        note = Note(
            subject=case.subject,
            case=case,
            author_id=run.actor.member,
            kind="team",
            noted_on=run.on,
        )
        ring.write(note, "text", said.comment)
        note.save()
    if said.objectives:
        goal = Goal(subject=case.subject, case=case, agreed_on=run.on)
        ring.write(goal, "words", said.objectives)
        goal.save()


def _add_event(run: Import, case: Case, said: MappedEvent, ring: Keyring) -> None:
    event = Event(
        subject=case.subject,
        case=case,
        kind=said.kind,
        happened=said.happened,
        country=said.country,
        recorded_on=run.on,
    )
    ring.write(event, "place", said.place)
    ring.write(event, "narrative", said.narrative)
    event.save()


def _update(
    run: Import,
    row: Checked,
    case: Case,
    key: bytes,
    row_hash: bytes,
    known: list[ImportedRow],
) -> None:
    """Another event of a known person is added; the same event with other facts replaces it."""
    ring = unlock(run.actor, [case.subject], run.on)
    said = mapped(row, today=run.on)
    same_event = _row_of_same_event(row, known, ring)
    change_person(
        actor=run.actor,
        person_id=case.person_id,
        version=Person.objects.get(pk=case.person_id).version,
        coded=_known_only(said),
        words=said.words,
        on=run.on,
    )
    case.modalities = sorted({*case.modalities, *said.modalities})
    case.version += 1
    case.save(update_fields=["modalities", "version"])
    if same_event is None:
        _append(run, case, said, ring)
    else:
        same_event.delete()
    _keep_row(run, case, row, key, row_hash, ring)


def _known_only(said: MappedRow) -> dict[str, object]:
    """A row that does not say something never erases what was known."""
    return {
        name: value
        for name, value in said.coded.items()
        if value not in ("not_asked", "unknown", [], "")
    }


def _row_of_same_event(row: Checked, known: list[ImportedRow], ring: Keyring) -> ImportedRow | None:
    event = _event_part(dict(row.values))
    for one in known:
        payload = ring.text(one, "payload")
        if payload and _event_part(json.loads(payload)) == event:
            return one
    return None


def _event_part(values: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in values.items() if key.startswith("hte_")}


def _keep_row(
    run: Import, case: Case, row: Checked, key: bytes, row_hash: bytes, ring: Keyring
) -> None:
    kept = ImportedRow(
        subject=case.subject,
        case=case,
        organisation=run.organisation,
        imported_by_id=run.actor.member,
        key=key,
        row_hash=row_hash,
        imported_on=run.on,
    )
    ring.write(kept, "payload", json.dumps(dict(row.values), ensure_ascii=False, sort_keys=True))
    kept.save()
