"""A row about somebody known: another of her events, or the same one with other facts.

Only what the row says differently from the rows before it is written, so that a file never undoes
what the team changed since, and what it does not say erases nothing.
"""

from __future__ import annotations

from typing import Any

from amparo.cases.htcds.history import Cells, KeptRow, event_part, heard, kept_rows, likeness
from amparo.cases.htcds.mapping import MappedRow, mapped
from amparo.cases.htcds.opening import (
    Arrived,
    Run,
    add_comment,
    add_event,
    add_objectives,
    keep,
    set_state,
    write_event,
)
from amparo.cases.models import Case, Event, ImportedRow
from amparo.identification.public import import_status, status_is_inherited
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import begin
from amparo.persons.public import NOT_ASKED, Source, change_person

UNKNOWN = "unknown"
UNSAID: tuple[object, ...] = (NOT_ASKED, UNKNOWN, "", [])
SAME_EVENT = ("hte_Type", "hte_Date", "hte_Country")


def update(run: Run, row: Arrived, case: Case) -> ImportedRow:
    """Bring one more row of a known person into her case, inside the caller's transaction."""
    ring = unlock(run.actor, [case.subject], run.on)
    past = kept_rows(ImportedRow.objects.filter(case=case).select_related("event"), ring)
    cells = row.checked.values
    before = heard([one.cells for one in past], today=run.on)
    after = heard([*(one.cells for one in past), cells], today=run.on)
    corrected = _corrected(run, past, cells)
    _change_person(run, case, before, after)
    modalities = _modalities(run, case, past, cells, corrected)
    _change_case(run, case, modalities, _state(case, before, after))
    _change_status(run, case, before, after)
    _add_words(run, case, past, row, ring)
    event = _event(run, case, past, row, corrected, ring)
    _supersede(run, past, cells, corrected)
    return keep(run, case, row, ring, event=event)


def _change_person(run: Run, case: Case, before: MappedRow, after: MappedRow) -> None:
    coded = {
        name: value
        for name, value in _news(before.coded, after.coded).items()
        if value not in UNSAID or _still_unasked(case, name, value)
    }
    words = _news(before.words, after.words)
    if coded or words:
        change_person(
            actor=run.actor,
            person_id=case.person_id,
            version=case.person.version,
            coded=coded,
            words=words,
            on=run.on,
        )


def _news(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if value != before.get(name)}


def _still_unasked(case: Case, name: str, value: object) -> bool:
    """That it was asked and is not known may be said where nobody had asked."""
    return value == UNKNOWN and getattr(case.person, name) == NOT_ASKED


def _change_case(run: Run, case: Case, modalities: list[str], state: str) -> None:
    if modalities == sorted(case.modalities) and not state:
        return
    case.modalities = modalities
    if state:
        _move(run, case, state)
    case.version += 1
    case.save(update_fields=["modalities", "state", "closed_on", "closing_reason", "version"])


def _modalities(
    run: Run, case: Case, past: list[KeptRow], cells: Cells, corrected: KeptRow | None
) -> list[str]:
    """What the standing rows say now, with what the team added and without what it took away."""
    standing = [one.cells for one in past if one.stands]
    before = {*heard(standing, today=run.on).modalities}
    others = [one.cells for one in past if one.stands and one is not corrected]
    silent = "vic_TypeOfExploitation" not in cells and corrected is not None
    after = before if silent else {*heard([*others, cells], today=run.on).modalities}
    kept = {*case.modalities}
    return sorted((after - (before - kept)) | (kept - before))


def _state(case: Case, before: MappedRow, after: MappedRow) -> str:
    """The state to move to, or nothing: a case that the team moved, or opened, is the team's."""
    was = before.state or machine("case").initial[0]
    inherited = case.person.source == Source.LEGACY and case.state == was
    return after.state if inherited and after.state not in ("", was) else ""


def _move(run: Run, case: Case, state: str) -> None:
    begin(
        actor=run.actor,
        machine=machine("case"),
        subject=case.public_id,
        state=state,
        source=case.state,
        imported=True,
    )
    set_state(case, state, run.on)


def _change_status(run: Run, case: Case, before: MappedRow, after: MappedRow) -> None:
    """A newer file may correct an inherited status; what was decided here stands."""
    said, was = (after.status, after.deciding_body), (before.status, before.deciding_body)
    if not after.status or said == was or case.person.source != Source.LEGACY:
        return
    if status_is_inherited(case.person_id):
        import_status(
            actor=run.actor,
            person=case.person,
            status=after.status,
            deciding_body=after.deciding_body,
            on=run.on,
        )


def _add_words(run: Run, case: Case, past: list[KeptRow], row: Arrived, ring: Keyring) -> None:
    """Comment and objectives, unless an earlier row said the very same."""
    for key, add in (("cco_CaseComment", add_comment), ("spl_Objectives", add_objectives)):
        text = row.checked.get(key)
        if text not in {one.cells.get(key) for one in past}:
            add(run, case, text, ring)


def _corrected(run: Run, past: list[KeptRow], cells: Cells) -> KeptRow | None:
    """The earlier row that this one takes the place of: same event, and this file no longer says
    it. Rows of one file never take each other's place."""
    event = event_part(cells)
    open_ = [one for one in past if one.stands and one.row.pk not in run.seen]
    same = [one for one in open_ if event_part(one.cells) == event]
    alike = same or [one for one in open_ if _same_day(one.cells, cells)]
    return max(alike, key=lambda one: likeness(one.cells, cells), default=None)


def _same_day(one: Cells, other: Cells) -> bool:
    """One kind of event, one day, one country: the rest is a correction."""
    dated = bool(one.get("hte_Date"))
    return dated and all(one.get(key) == other.get(key) for key in SAME_EVENT)


def _event(
    run: Run,
    case: Case,
    past: list[KeptRow],
    row: Arrived,
    corrected: KeptRow | None,
    ring: Keyring,
) -> Event | None:
    said = mapped(row.checked, today=run.on).event
    if said is None:
        return None
    part = event_part(row.checked.values)
    for one in past:
        told = one.row.event is not None and not one.row.superseded
        if told and event_part(one.cells) == part:
            return one.row.event
    if corrected is not None and corrected.row.event is not None:
        event = corrected.row.event
        write_event(event, said, ring)
        event.save(update_fields=["kind", "happened", "country", "place", "narrative"])
        return event
    return add_event(run, case, said, ring)


def _supersede(run: Run, past: list[KeptRow], cells: Cells, corrected: KeptRow | None) -> None:
    event = event_part(cells)
    traces = [
        one.row.pk
        for one in past
        if one.row.born_here and one.row.pk not in run.seen and event_part(one.cells) == event
    ]
    gone = traces if corrected is None else [*traces, corrected.row.pk]
    ImportedRow.objects.filter(pk__in=gone).update(superseded=True)
