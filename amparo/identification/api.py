"""Identification for programs: the same verbs as the pages, under the same predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Schema
from ninja import Status as Said
from ninja.errors import HttpError

from amparo.identification import services
from amparo.identification.choices import About, Status, WaiverReason
from amparo.identification.legal_test import Element
from amparo.identification.models import StatusDecision
from amparo.identification.pages import OpenFile, decisions_of, open_file, steps_of
from amparo.identification.permissions import can_screen
from amparo.identification.scoring import Answer
from amparo.identification.services import DecisionFields
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.answers import READS, WRITES
from amparo.kernel.access.api import staff_session
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.reference import forms as instruments
from amparo.kernel.vault.unopened import Unopened
from amparo.persons.public import Explained, GivenBy, Person

router = Router(auth=staff_session, tags=["identification"])
V = TypeVar("V", bound=Callable[..., Any])


class DecisionOut(Schema):
    """One status; the first of the list stands. ``reasons`` is None when they stay closed."""

    id: UUID
    status: str
    ground: str
    decided_on: date
    review_on: date | None
    recovery_until: date | None
    reasons: str | None


class StepOut(Schema):
    """A step out of the status; ``missing`` says what stands in the way, ``who`` may take it."""

    to: str
    missing: list[str]
    who: list[str]


class IdentificationOut(Schema):
    person: UUID
    code_name: str
    decisions: list[DecisionOut]
    steps: list[StepOut]


class NewScreening(Schema):
    """Questions left out were not asked."""

    form: str
    answers: dict[str, Answer]


class NewWaiver(Schema):
    reason: WaiverReason


class NewLegalTest(Schema):
    """Codes of the lists act, means, purpose and modality; ``unsettled``: elements not known."""

    acts: list[str] = []
    means: list[str] = []
    purposes: list[str] = []
    tagged: list[str] = []
    unsettled: list[Element] = []
    consent_claimed: bool | None = None
    moved: bool | None = None
    crossed_border: bool | None = None


class NewConversation(Schema):
    about: About
    given_by: GivenBy
    explained: Explained


class NewDecision(Schema):
    """``after``: id of the decision that was shown, None when there was none."""

    status: Status
    after: UUID | None = None
    ground: str = ""
    reasons: str = ""
    decided_on: date | None = None
    review_on: date | None = None
    evidence: UUID | None = None


class Written(Schema):
    id: UUID


class Found(Schema):
    """What was written, and what it amounts to: never a determination."""

    id: UUID
    outcome: str


def unseen_is_missing(view: V) -> V:
    """Whatever the actor may not do answers as what does not exist; a refusal says its field."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except (Denied, Person.DoesNotExist):
            raise HttpError(404, "Not Found") from None
        except ValidationError as error:
            return Said(422, {"detail": list(_problems(error))})

    return answered  # type: ignore[return-value]  # same signature


@router.get("/{uuid:person}/identification", response={200: IdentificationOut, **READS})
@unseen_is_missing
def read_identification(request: HttpRequest, person: UUID) -> Said[Any]:
    with reading(_actor(request)) as door:
        file = open_file(door, person)
        lines = decisions_of(file)
        steps = steps_of(file, lines[0].status) if lines else []
        grounds = dict(
            StatusDecision.objects.filter(person=file.person).values_list("public_id", "ground")
        )
        file.show()
    told = {
        "person": person,
        "code_name": file.person.code_name,
        "decisions": [
            vars(line)
            | {
                "id": line.public_id,
                "ground": grounds[line.public_id],
                "reasons": None if isinstance(line.reasons, Unopened) else line.reasons,
            }
            for line in lines
        ],
        "steps": [
            {"to": step.target, "missing": [str(why) for why in step.missing], "who": step.who}
            for step in steps
        ],
    }
    return Said(200, told)


@router.post("/{uuid:person}/screenings", response={201: Found, **WRITES})
@unseen_is_missing
def add_screening(request: HttpRequest, person: UUID, body: NewScreening) -> Said[Any]:
    with _to_work_on(request, person) as file:
        if body.form not in instruments():
            raise ValidationError({"form": "unknown form"})
        screening = services.record_screening(
            actor=file.actor,
            person_id=file.person.pk,
            form=body.form,
            answers={key: answer.value for key, answer in body.answers.items()},
            on=clock.today(),
        )
    return Said(201, {"id": screening.public_id, "outcome": screening.result["outcome"]})


@router.post("/{uuid:person}/screenings/waived", response={201: Written, **WRITES})
@unseen_is_missing
def waive_screening(request: HttpRequest, person: UUID, body: NewWaiver) -> Said[Any]:
    with _to_work_on(request, person) as file:
        waiver = services.waive_screening(
            actor=file.actor, person_id=file.person.pk, reason=body.reason, on=clock.today()
        )
    return Said(201, {"id": waiver.public_id})


@router.post("/{uuid:person}/tests", response={201: Found, **WRITES})
@unseen_is_missing
def add_legal_test(request: HttpRequest, person: UUID, body: NewLegalTest) -> Said[Any]:
    sets = {
        name: frozenset(getattr(body, name))
        for name in ("acts", "means", "purposes", "tagged", "unsettled")
    }
    with _to_work_on(request, person) as file:
        test = services.record_legal_test(
            actor=file.actor,
            person_id=file.person.pk,
            consent_claimed=body.consent_claimed,
            moved=body.moved,
            crossed_border=body.crossed_border,
            on=clock.today(),
            **sets,
        )
    return Said(201, {"id": test.public_id, "outcome": test.finding["conclusion"]})


@router.post("/{uuid:person}/conversations", response={201: Written, **WRITES})
@unseen_is_missing
def add_conversation(request: HttpRequest, person: UUID, body: NewConversation) -> Said[Any]:
    with _to_work_on(request, person) as file:
        said = services.record_conversation(
            actor=file.actor, person_id=file.person.pk, on=clock.today(), **body.dict()
        )
    return Said(201, {"id": said.public_id})


@router.post("/{uuid:person}/status", response={201: Written, **WRITES})
@unseen_is_missing
def decide(request: HttpRequest, person: UUID, body: NewDecision) -> Said[Any]:
    today = clock.today()
    if body.reasons != body.reasons.encode("utf-8", "replace").decode():
        raise ValidationError({"reasons": "not a text"})
    fields = DecisionFields(
        status=body.status,
        decided_on=body.decided_on or today,
        ground=body.ground,
        reasons=body.reasons,
        review_on=body.review_on,
        evidence=body.evidence,
    )
    with _to_work_on(request, person) as file:
        decision = services.decide_status(
            actor=file.actor, person_id=file.person.pk, after=body.after, fields=fields, on=today
        )
    return Said(201, {"id": decision.public_id})


@contextmanager
def _to_work_on(request: HttpRequest, person: UUID) -> Iterator[OpenFile]:
    """Her file for whoever works on it; the refusal of anybody else is recorded."""
    actor = _actor(request)
    with reading(actor) as door:
        file = open_file(door, person)
    try:
        require(can_screen, actor, file.person)
    except Denied as refusal:
        record_refusal(actor, refusal.predicate)
        raise
    yield file


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # what the session authenticated
    return actor


def _problems(error: ValidationError) -> Iterator[dict[str, Any]]:
    if not hasattr(error, "error_dict"):
        yield from ({"type": "value", "loc": ["body"], "msg": text} for text in error.messages)
        return
    for name, messages in error.message_dict.items():
        for text in messages:
            yield {"type": "value", "loc": ["body", name], "msg": text}
