"""The list of cases, 25 at a time by key, and the hits of a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.workflow.models import Step
from amparo.persons.public import ShareField, parts_of, search, visible_persons

PAGE = 25
WRITTEN_ON: tuple[tuple[type[Model], str], ...] = (
    (Event, "recorded_on"),
    (Need, "noted_on"),
    (Goal, "agreed_on"),
    (Note, "noted_on"),
)


@dataclass(frozen=True)
class Row:
    """One line of the list; what is not included is None. Never a name."""

    public_id: UUID
    code_name: str
    age_group: str | None
    state: str | None
    modalities: list[str] | None
    opened_on: date | None
    last_activity: date | None


@dataclass(frozen=True)
class Page:
    """``after`` is the key of the next page, "" when this is the last."""

    rows: list[Row]
    after: str


def page_of(door: Door, *, state: str = "", modality: str = "", after: str = "") -> Page:
    """One page of the cases the actor may see, the newest first."""
    found = filtered(door.actor, door.on, state=state, modality=modality)
    cases = list(_after(found.select_related("person"), after)[: PAGE + 1])
    shown = cases[:PAGE]
    more = len(cases) > PAGE
    rows = rows_of(door.actor, shown, door.on)
    door.saw(Verb.CASE_LISTED, [case.subject for case in shown], ["code_name", "state"])
    return Page(rows, str(shown[-1].public_id) if more else "")


def filtered(actor: Actor, on: date, *, state: str, modality: str) -> QuerySet[Case]:
    """Cases by state and modality; a share that does not include a part is not found by it."""
    found: Any = Case.objects.visible_to(actor, on=on)
    if state:
        found = visible_persons(found, actor, on=on, part=ShareField.PLAN).filter(state=state)
    if modality:
        found = visible_persons(found, actor, on=on, part=ShareField.IDENTIFICATION)
        said = Cast("modalities", TextField())  # JSON containment is not on both engines
        found = found.annotate(said=said).filter(said__contains=f'"{modality}"')
    result: QuerySet[Case] = found
    return result


def hits_of(door: Door, text: str) -> list[Row]:
    """Cases found by code name or by two words of the name. Raises SearchTooWide."""
    people = search(actor=door.actor, text=text, on=door.on)
    visible = Case.objects.visible_to(door.actor, on=door.on)
    cases = list(visible.filter(person__in=people).select_related("person"))
    door.saw(Verb.SEARCH_MADE, [case.subject for case in cases], ["code_name", "state"])
    return rows_of(door.actor, cases, door.on)


def rows_of(actor: Actor, cases: Sequence[Case], on: date) -> list[Row]:
    """Rows of cases already scoped, with what each of them includes for this actor."""
    parts = parts_of(actor, [case.person for case in cases], on=on)
    active = last_activity(cases)
    return [_row(case, parts[case.person_id], active.get(case.pk)) for case in cases]


def _row(case: Case, parts: frozenset[ShareField], active: date | None) -> Row:
    return Row(
        public_id=case.public_id,
        code_name=case.person.code_name,
        age_group=case.person.age_group if ShareField.PROFILE in parts else None,
        state=case.state if ShareField.PLAN in parts else None,
        modalities=case.modalities if ShareField.IDENTIFICATION in parts else None,
        opened_on=case.opened_on if ShareField.PLAN in parts else None,
        last_activity=active if ShareField.NOTES in parts else None,
    )


def last_activity(cases: Iterable[Case]) -> dict[int, date]:
    """The day of the newest thing written in each case, by primary key."""
    by_id = {case.public_id: case for case in cases}
    found = {case.pk: case.opened_on for case in by_id.values()}
    steps = Step.objects.filter(machine="case", subject__in=list(by_id))
    for subject, at in steps.values_list("subject").annotate(Max("at")).order_by():
        pk = by_id[subject].pk
        found[pk] = max(found[pk], at.date())
    for model, day in WRITTEN_ON:
        rows = model._default_manager.filter(case__in=list(found))
        for pk, on in rows.values_list("case").annotate(Max(day)).order_by():
            found[pk] = max(found[pk], on)
    return found


def _after(cases: QuerySet[Case], key: str) -> QuerySet[Case]:
    """Whatever follows a case; a key that leads nowhere starts again from the top."""
    last = cases.filter(public_id=UUID(key)).first() if _is_uuid(key) else None
    if last is None:
        return cases
    return cases.filter(
        Q(opened_on__lt=last.opened_on) | Q(opened_on=last.opened_on, pk__lt=last.pk)
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
