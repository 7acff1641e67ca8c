"""The registry as HTCDS rows: what was imported goes out as it came, with what changed since laid
over it; what was born here goes out in HTCDS's terms, and is known again when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from amparo.cases.htcds.checking import Checked, check_row
from amparo.cases.htcds.history import KeptRow, event_part, kept_rows
from amparo.cases.htcds.importing import arrive
from amparo.cases.htcds.mapping import MappedEvent, event_cells
from amparo.cases.htcds.opening import Run, keep
from amparo.cases.htcds.overlay import WORDS, changed_cells, person_cells
from amparo.cases.htcds.writing import write_table
from amparo.cases.models import Case, Event, ImportedRow
from amparo.cases.permissions import can_export_cases
from amparo.identification.public import StatusNow, statuses
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.ceiling import keep_scope_under_ceiling
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.persons.public import Person

CHUNK = 200
Row = dict[str, str]


@dataclass(repr=False)
class Bundle:
    """One person's case with everything its rows need. A word that stays closed is None."""

    case: Case
    words: dict[str, str | None]
    came: list[KeptRow]
    events: list[Event]
    status: StatusNow | None


@dataclass(frozen=True, repr=False)
class Leaving:
    """One row on its way out, and the event of ours that it tells."""

    case: Case
    cells: Row
    event: Event | None


def export_rows(*, actor: Actor, path: Path, on: date, progress: Callable[[int], None]) -> int:
    """Write every case of the actor's own teams to ``path`` (XLSX by its name, CSV otherwise).

    Returns how many rows were written. Raises Denied; TooManyPeople when nobody approved as many;
    CannotWrite when a cell does not fit; OSError.
    """
    require(can_export_cases, actor)
    with reading(actor):
        keep_scope_under_ceiling(actor, Person.objects.of_my_teams(actor, on=on).count())
    return write_table(path, _rows(actor, on, progress))


def _rows(actor: Actor, on: date, progress: Callable[[int], None]) -> Iterator[Row]:
    run = Run(actor, Organisation.objects.get(pk=actor.home), on)
    written = 0
    for chunk in _chunks(actor, on):
        with writing(actor):
            ring = unlock(actor, [case.subject for case in chunk], on)
            leaving = [row for bundle in _bundles(chunk, ring) for row in _of(run, bundle, ring)]
            _remember(run, leaving, ring)
            record(actor, Verb.HTCDS_EXPORTED, subjects=[case.subject for case in chunk])
        yield from (row.cells for row in leaving)
        written += len(leaving)
        progress(written)


def _chunks(actor: Actor, on: date) -> Iterator[list[Case]]:
    """Oldest first, so that identical anonymous rows keep their order of arrival."""
    mine = Person.objects.of_my_teams(actor, on=on).order_by()
    found = Case.objects.filter(person__in=mine).select_related("person").order_by("pk")
    last = 0
    while chunk := list(found.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _bundles(cases: list[Case], ring: Keyring) -> list[Bundle]:
    pks = [case.pk for case in cases]
    imported = _grouped(ImportedRow.objects.filter(case__in=pks))
    events = _grouped(Event.objects.filter(case__in=pks))
    known = statuses([case.person_id for case in cases])
    return [
        Bundle(
            case=case,
            words={name: ring.text(case.person, name) for name in WORDS},
            came=[one for one in kept_rows(imported.get(case.pk, []), ring) if _goes_out(one)],
            events=events.get(case.pk, []),
            status=known.get(case.person_id),
        )
        for case in cases
    ]


def _goes_out(kept: KeptRow) -> bool:
    return kept.stands and bool(kept.cells)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


def _of(run: Run, bundle: Bundle, ring: Keyring) -> list[Leaving]:
    if not bundle.came:
        person = person_cells(bundle.case, bundle.words, bundle.status)
        events: list[Event | None] = [*bundle.events] or [None]
        return [_ours(run, bundle, person, event, ring) for event in events]
    came = _as_they_came(run, bundle)
    told = {row.row.event_id for row in bundle.came}
    last = {key: text for key, text in came[-1].cells.items() if not event_part({key: text})}
    others = [event for event in bundle.events if event.pk not in told]
    return [*came, *(_ours(run, bundle, last, event, ring) for event in others)]


def _as_they_came(run: Run, bundle: Bundle) -> list[Leaving]:
    """The imported rows; only what somebody changed since is laid over them."""
    changed = changed_cells(
        bundle.case, bundle.words, bundle.status, [one.cells for one in bundle.came], today=run.on
    )
    by_pk = {event.pk: event for event in bundle.events}
    return [
        Leaving(
            bundle.case,
            _canonical({**one.cells, **changed}, run.on) if changed else dict(one.cells),
            by_pk.get(one.row.event_id or 0),
        )
        for one in bundle.came
    ]


def _ours(run: Run, bundle: Bundle, person: Row, event: Event | None, ring: Keyring) -> Leaving:
    told = {} if event is None else event_cells(_mapped(event, ring))
    return Leaving(bundle.case, _canonical({**person, **told}, run.on), event)


def _canonical(row: Row, on: date) -> Row:
    """As our own reader will see it; a cell that it would refuse is left out."""
    row = {key: text for key, text in row.items() if text}
    checked = check_row(row, today=on)
    while isinstance(checked, list):
        refused = {problem.field for problem in checked}
        row = {key: text for key, text in row.items() if key not in refused}
        checked = check_row(row, today=on)
    return dict(checked.values)


def _mapped(event: Event, ring: Keyring) -> MappedEvent:
    return MappedEvent(
        kind=event.kind,
        happened=event.happened,
        country=event.country,
        area=event.admin1,
        place=ring.text(event, "place") or "",
        narrative=ring.text(event, "narrative") or "",
    )


def _remember(run: Run, leaving: list[Leaving], ring: Keyring) -> None:
    """Leave a trace by which an import of this very file finds the person each row speaks of."""
    arriving = [(row, arrive(run, Checked(row.cells))) for row in leaving]
    known = _known(run, [here.key for _row, here in arriving])
    for row, here in arriving:
        trace = (row.case.pk, here.key, here.row_hash)
        if trace not in known:
            keep(run, row.case, here, ring, event=row.event, born_here=True)
            known.add(trace)


def _known(run: Run, keys: list[bytes]) -> set[tuple[int, bytes, bytes]]:
    """Rows that stand, by case: another team may keep the same row about the same person."""
    rows = ImportedRow.objects.filter(
        organisation=run.organisation, key__in=keys, superseded=False
    ).values_list("case_id", "key", "row_hash")
    return {(case, bytes(key), bytes(row_hash)) for case, key, row_hash in rows}
