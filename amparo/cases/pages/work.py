"""Events, needs, goals, notes, files and steps of one file, with their words opened or left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amparo.cases.choices import StepReason
from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.cases.pages.file import CaseFile
from amparo.cases.wording import codes_words, language, place_words
from amparo.kernel.files.models import StoredFile
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.workflow import Transition, machine, refusals
from amparo.kernel.workflow.models import Step


@dataclass(frozen=True, repr=False)
class EventShown:
    kind: str
    happened: str
    where: str
    place: str | None
    leg: int | None
    signs: str
    narrative: str | None
    recorded_on: date


@dataclass(frozen=True, repr=False)
class WordsShown:
    """A need, a goal or a note: its codes, its words, and the version that is shown."""

    public_id: UUID
    kind: str
    state: str
    words: str | None
    on: date
    due_on: date | None = None
    version: int = 0


@dataclass(frozen=True, repr=False)
class FileShown:
    public_id: UUID
    name: str | None
    size_bytes: int
    stored_on: date


@dataclass(frozen=True)
class StepShown:
    target: str
    reason: str
    institution: str
    at: datetime


@dataclass(frozen=True)
class StepOpen:
    """A step that leads out of the present state; ``missing`` says what stands in its way."""

    target: str
    label: str
    needs_reason: bool
    missing: list[str]


def events_of(file: CaseFile) -> list[EventShown]:
    """What happened to her, along the route; [] when it is not included."""
    if not file.has("events"):
        return []
    return [_event(file, event) for event in Event.objects.filter(case=file.case)]


def _event(file: CaseFile, event: Event) -> EventShown:
    signs = [
        codes_words("act", event.acts),
        codes_words("means", event.means),
        codes_words("purpose", event.purposes),
    ]
    return EventShown(
        kind=event.get_kind_display(),
        happened=event.happened,
        where=", ".join(place_words(code) for code in (event.admin1, event.country) if code),
        place=file.shown(event, "place", "events"),
        leg=event.leg,
        signs=" · ".join(sign for sign in signs if sign),
        narrative=file.shown(event, "narrative", "events"),
        recorded_on=event.recorded_on,
    )


def route_of(events: list[EventShown]) -> list[EventShown]:
    """The legs of her route, in order."""
    return sorted((event for event in events if event.leg), key=lambda event: event.leg or 0)


def needs_of(file: CaseFile) -> list[WordsShown]:
    if not file.has("needs"):
        return []
    return [
        WordsShown(
            public_id=need.public_id,
            kind=need.get_kind_display(),
            state=need.state,
            words=file.shown(need, "words", "needs"),
            on=need.noted_on,
            version=need.version,
        )
        for need in Need.objects.filter(case=file.case)
    ]


def goals_of(file: CaseFile) -> list[WordsShown]:
    if not file.has("plan"):
        return []
    return [
        WordsShown(
            public_id=goal.public_id,
            kind="",
            state=goal.state,
            words=file.shown(goal, "words", "plan"),
            on=goal.agreed_on,
            due_on=goal.due_on,
            version=goal.version,
        )
        for goal in Goal.objects.filter(case=file.case)
    ]


def notes_of(file: CaseFile) -> list[WordsShown]:
    if not file.has("notes"):
        return []
    return [
        WordsShown(
            public_id=note.public_id,
            kind=note.kind,
            state="",
            words=file.shown(note, "text", "notes"),
            on=note.noted_on,
        )
        for note in Note.objects.filter(case=file.case)
    ]


def files_of(file: CaseFile) -> list[FileShown]:
    if not file.has("files"):
        return []
    stored = StoredFile.objects.filter(subject=file.case.subject).order_by("-stored_on", "-pk")
    return [
        FileShown(
            each.public_id, file.shown(each, "name", "files"), each.size_bytes, each.stored_on
        )
        for each in stored
    ]


def steps_of(file: CaseFile) -> list[StepShown]:
    """Every step, newest first, of this case and of those that were joined to it; team only."""
    if not file.team:
        return []
    joined = Case.objects.filter(person__merged_into=file.person).values_list(
        "public_id", flat=True
    )
    subjects = [file.case.public_id, *joined]
    steps = list(Step.objects.filter(machine="case", subject__in=subjects).order_by("-at", "-pk"))
    names = institutions({step.organisation for step in steps if step.organisation})
    return [
        StepShown(
            target=step.target,
            reason=reason_words(step.reason),
            institution=names.get(step.organisation, "") if step.organisation else "",
            at=step.at,
        )
        for step in steps
    ]


def reason_words(reason: str) -> str:
    return str(StepReason(reason).label) if reason in StepReason.values else reason


def institutions(ids: set[UUID]) -> dict[UUID, str]:
    """Names of institutions by public id."""
    rows = Organisation.objects.filter(public_id__in=ids)
    return dict(rows.values_list("public_id", "name"))


def steps_open(file: CaseFile) -> list[StepOpen]:
    """Steps the actor may take now, with what is still missing for each."""
    if not file.can_change:
        return []
    allowed = machine("case").allowed(file.case.state)
    return [_step(file, step) for step in allowed if file.actor.has(step.permission)]


def _step(file: CaseFile, step: Transition) -> StepOpen:
    stands = refusals(step, file.case.public_id, file.actor)
    return StepOpen(
        target=step.target,
        label=step.label.in_(language()),
        needs_reason=step.reason_required,
        missing=[str(refusal.why) for refusal in stands],
    )
