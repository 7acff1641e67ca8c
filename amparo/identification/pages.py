"""What each page of identification shows, read whole inside a reading door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.identification.choices import MACHINE
from amparo.identification.models import (
    Conversation,
    LegalTest,
    Screening,
    ScreeningWaiver,
    StatusDecision,
)
from amparo.identification.permissions import (
    can_read_findings,
    can_read_status,
    can_screen,
    can_take_step,
)
from amparo.identification.said import (
    code_words,
    codes_words,
    label_words,
    status_words,
    who_may,
)
from amparo.identification.waiting import awaited_on, untold
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.reference import forms as instruments
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.vault.unopened import shown
from amparo.kernel.workflow import Transition, machine, refusals
from amparo.persons.public import Person


@dataclass(frozen=True, repr=False)
class OpenFile:
    """One person's identification, opened by somebody who may see it."""

    door: Door
    person: Person
    ring: Keyring
    findings: bool  # answers and tests may be shown
    can_screen: bool

    @property
    def actor(self) -> Actor:
        return self.door.actor

    def show(self) -> None:
        """Record that this page shows what was found about her."""
        fields = ["identification", "events"] if self.findings else ["identification"]
        self.door.saw(Verb.CASE_READ, [self.person.public_id], fields)


def open_file(door: Door, public_id: UUID) -> OpenFile:
    """Raises Person.DoesNotExist unless the actor may see this part of her file."""
    visible = Person.objects.visible_to(door.actor, on=door.on).select_related("team")
    person = visible.get(public_id=public_id)
    if not can_read_status(door.actor, person):
        raise Person.DoesNotExist
    return OpenFile(
        door=door,
        person=person,
        ring=unlock(door.actor, [public_id], door.on),
        findings=can_read_findings(door.actor, person),
        can_screen=can_screen(door.actor, person),
    )


@dataclass(frozen=True, repr=False)
class StatusLine:
    """One decision in words. ``reasons`` is None when they stay closed."""

    public_id: UUID
    status: str
    words: str
    deciding_body: str
    organisation: str
    ground: str
    decided_on: date
    review_on: date | None
    recovery_until: date | None
    reasons: str | None
    flags: list[str]


def decisions_of(file: OpenFile) -> list[StatusLine]:
    """Newest first: the first one stands."""
    rows = StatusDecision.objects.filter(person=file.person).select_related("organisation")
    return [
        StatusLine(
            public_id=row.public_id,
            status=row.status,
            words=status_words(row.status),
            deciding_body=code_words("deciding_body", row.deciding_body),
            organisation="" if row.written_by_system else row.organisation.name,
            ground=row.get_ground_display() if row.ground else "",
            decided_on=row.decided_on,
            review_on=row.review_on,
            recovery_until=row.recovery_until,
            reasons=shown(file.ring, file.actor, row, "reasons") if file.findings else None,
            flags=codes_words("status_flag", row.flags),
        )
        for row in rows.order_by("-pk")
    ]


@dataclass(frozen=True)
class StepOffered:
    """A step out of the status. ``missing`` says what stands in the way, ``who`` may take it when
    the actor may not."""

    target: str
    label: str
    missing: list[Any] = field(default_factory=list)
    who: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return not self.missing and not self.who


def steps_of(file: OpenFile, status: str) -> list[StepOffered]:
    return [_offer(file, step) for step in machine(MACHINE).allowed(status)]


def _offer(file: OpenFile, step: Transition) -> StepOffered:
    label = label_words(step.label)
    if not can_take_step(file.actor, file.person, step):
        return StepOffered(step.target, label, who=who_may(step.permission))
    missing = [each.why for each in refusals(step, file.person.public_id, file.actor)]
    if step.permission is Permission.IDENTIFICATION_DECIDE and not _decides(file.actor):
        missing.append(_("Su institución no figura entre las que deciden."))
    return StepOffered(step.target, label, missing=missing)


def _decides(actor: Actor) -> bool:
    if actor.organisation is None:
        return False
    own = Organisation.objects.filter(public_id=actor.organisation)
    return own.exclude(deciding_body="").exists()


@dataclass(frozen=True)
class Asked:
    """Who asked what, and when: so that nobody asks it again."""

    kind: str  # "screening", "waiver" or "test"
    public_id: UUID
    words: str
    by: str
    on: date


def asked_of(file: OpenFile) -> list[Asked]:
    """Newest first; nothing when the actor may not read what was answered."""
    if not file.findings:
        return []
    found = [
        *(_asked("screening", row, _title(row.form)) for row in _rows(Screening, file)),
        *(_asked("waiver", row, row.get_reason_display()) for row in _rows(ScreeningWaiver, file)),
        *(_asked("test", row, _("Acto, medio y fin")) for row in _rows(LegalTest, file)),
    ]
    return sorted(found, key=lambda each: each.on, reverse=True)


def _rows(model: Any, file: OpenFile) -> Iterable[Any]:
    return list(model.objects.filter(person=file.person).select_related("by__desk__organisation"))


def _asked(kind: str, row: Any, words: str) -> Asked:
    return Asked(kind, row.public_id, words, row.by.desk.organisation.name, row.noted_on)


def _title(code: str) -> str:
    known = instruments().get(code)
    return label_words(known.title) if known else code


def talks_of(file: OpenFile) -> list[Conversation]:
    """What was talked over with her, newest first."""
    return list(Conversation.objects.filter(person=file.person))


def status_page(file: OpenFile) -> dict[str, Any]:
    """Everything `identification/status.html` shows."""
    lines, talks = decisions_of(file), talks_of(file)
    now = lines[0] if lines else None
    last = StatusDecision.objects.current([file.person.pk]).get(file.person.pk)
    return {
        "now": now,
        "lines": lines,
        "talks": talks,
        "steps": steps_of(file, now.status) if now else [],
        "asked": asked_of(file),
        "due_on": awaited_on(file.person, last, talks) if last else None,
        "untold": untold(last, talks) if last else False,
    }
