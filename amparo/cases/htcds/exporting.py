"""The registry as HTCDS rows: what was imported goes out as it came, with what changed since laid
over it; what was born here goes out in HTCDS's terms, and is known again when it comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from amparo.cases.htcds.checking import Checked, check_row
from amparo.cases.htcds.importing import Import, sealed_hash
from amparo.cases.htcds.mapping import MappedEvent, htcds_types, mapped, outgoing
from amparo.cases.htcds.writing import write_table
from amparo.cases.models import Case, Event, ImportedRow
from amparo.cases.permissions import can_export_cases
from amparo.identification.public import statuses
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.persons.public import Person

CHUNK = 200
WORDS = ("name", "birth", "document", "address", "contact_note")
Row = dict[str, str]


@dataclass
class Bundle:
    """One person's case with everything its rows need."""

    case: Case
    words: dict[str, str]
    imported: list[ImportedRow]
    events: list[Event]
    status: Any  # identification's StatusNow, or None


def export_rows(*, actor: Actor, path: Path, on: date, progress: Callable[[int], None]) -> int:
    """Write every case of the actor's own teams to ``path`` (XLSX by its name, CSV otherwise).

    Returns how many rows were written. Raises Denied; CannotWrite when a cell does not fit.
    """
    require(can_export_cases, actor)
    return write_table(path, _rows(actor, on, progress))


def _rows(actor: Actor, on: date, progress: Callable[[int], None]) -> Iterator[Row]:
    organisation = Organisation.objects.get(pk=actor.home)
    run = Import(actor, organisation, on)
    written = 0
    for chunk in _chunks(actor, on):
        with writing(actor):
            ring = unlock(actor, [case.subject for case in chunk], on)
            ready = [row for bundle in _bundles(chunk, ring) for row in _of(run, bundle, ring)]
            record(actor, Verb.HTCDS_EXPORTED, subjects=[case.subject for case in chunk])
        yield from ready
        written += len(ready)
        progress(written)


def _chunks(actor: Actor, on: date) -> Iterator[list[Case]]:
    """Oldest first, so that identical anonymous rows keep their order of arrival."""
    mine = Person.objects.of_my_teams(actor, on=on).order_by()
    cases = iter(
        Case.objects.filter(person__in=mine)
        .select_related("person")
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(cases, CHUNK)):
        yield chunk


def _bundles(cases: list[Case], ring: Keyring) -> list[Bundle]:
    pks = [case.pk for case in cases]
    imported = _grouped(ImportedRow.objects.filter(case__in=pks).order_by("pk"))
    events = _grouped(Event.objects.filter(case__in=pks))
    known = statuses([case.person_id for case in cases])
    return [
        Bundle(
            case=case,
            words={name: ring.text(case.person, name) or "" for name in WORDS},
            imported=imported.get(case.pk, []),
            events=events.get(case.pk, []),
            status=known.get(case.person_id),
        )
        for case in cases
    ]


def _grouped(rows: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


def _of(run: Import, bundle: Bundle, ring: Keyring) -> list[Row]:
    came = [row for row in bundle.imported if row.born_here is False]
    if came:
        payloads = [json.loads(ring.text(row, "payload") or "{}") for row in came]
        return _overlaid(run, bundle, payloads)
    rows = _born_here(bundle, ring)
    for row in rows:
        _remember(run, bundle, row, ring)
    return rows


def _overlaid(run: Import, bundle: Bundle, payloads: list[Row]) -> list[Row]:
    """Only what somebody changed since the import is laid over the rows."""
    merged: Row = {}
    for payload in payloads:
        merged |= payload
    before = mapped(Checked(merged), today=run.on)
    person = bundle.case.person
    changed: Row = {}
    now = _outgoing(bundle, None)
    for name, keys in (
        ("name", ("prs_FirstName", "prs_MiddleName", "prs_SecondName")),
        ("birth", ("prs_Birthdate",)),
        ("document", ("prs_IdentityNumber",)),
    ):
        if bundle.words[name] != before.words.get(name, ""):
            changed |= {key: now.get(key, "") for key in keys}
    for attribute, key in (("gender", "prs_Gender"), ("education", "prs_HighestLevelOfEducation")):
        if getattr(person, attribute) != before.coded.get(attribute):
            changed[key] = now.get(key, "")
    if sorted(before.modalities) != sorted(bundle.case.modalities):
        changed["vic_TypeOfExploitation"] = ";".join(htcds_types(bundle.case.modalities))
    return [
        {key: text for key, text in (payload | changed).items() if text} for payload in payloads
    ]


def _born_here(bundle: Bundle, ring: Keyring) -> list[Row]:
    events: list[MappedEvent | None] = [_event(event, ring) for event in bundle.events]
    return [_canonical(_outgoing(bundle, event)) for event in events or [None]]


def _canonical(row: Row) -> Row:
    """As our own reader will see it; a cell that it would refuse is left out."""
    checked = check_row(row, today=date.max)
    while isinstance(checked, list):
        row = {key: text for key, text in row.items() if key not in {p.field for p in checked}}
        checked = check_row(row, today=date.max)
    return dict(checked.values)


def _outgoing(bundle: Bundle, event: MappedEvent | None) -> Row:
    person = bundle.case.person
    status = bundle.status
    return outgoing(
        person={
            "gender": person.gender,
            "education": person.education,
            "nationalities": person.nationalities,
            "code_name": person.code_name,
        },
        words=bundle.words,
        state=bundle.case.state,
        modalities=bundle.case.modalities,
        status=status.status if status else "",
        deciding_body=status.deciding_body if status else "",
        event=event,
    )


def _event(event: Event, ring: Keyring) -> MappedEvent:
    return MappedEvent(
        kind=event.kind,
        happened=event.happened,
        country=event.country,
        place=ring.text(event, "place") or "",
        narrative=ring.text(event, "narrative") or "",
    )


def _remember(run: Import, bundle: Bundle, row: Row, ring: Keyring) -> None:
    """Leave a trace by which an import of this very file finds the person it speaks of."""
    checked = Checked(row)
    kept = ImportedRow(
        subject=bundle.case.subject,
        case=bundle.case,
        organisation=run.organisation,
        imported_by_id=run.actor.member,
        key=run.key(checked),
        row_hash=sealed_hash(checked),
        born_here=True,
        imported_on=run.on,
    )
    known = ImportedRow.objects.filter(
        organisation=run.organisation, key=kept.key, row_hash=kept.row_hash
    )
    if not known.exists():
        ring.write(kept, "payload", json.dumps(row, ensure_ascii=False, sort_keys=True))
        kept.save()
