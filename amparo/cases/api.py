"""The registry for programs: the same verbs as the pages, under the same predicates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.errors import HttpError

from amparo.cases import services
from amparo.cases.forms.person import RegisterForm
from amparo.cases.forms.versioned import done
from amparo.cases.forms.work import NoteForm
from amparo.cases.models import Case
from amparo.cases.pages.coded import coded_file
from amparo.cases.pages.file import open_page
from amparo.cases.pages.listing import page_of
from amparo.cases.permissions import can_change_case, can_list_cases
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.answers import READS, WRITES
from amparo.kernel.access.api import staff_session
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.reference import code_list
from amparo.kernel.workflow import machine
from amparo.persons.public import can_open_person

router = Router(auth=staff_session, tags=["cases"])
V = TypeVar("V", bound=Callable[..., Any])


class CaseRow(Schema):
    """One case of the list; None is what the permission does not include."""

    id: UUID
    code_name: str
    age_group: str | None
    state: str | None
    modalities: list[str] | None
    opened_on: date | None
    last_activity: date | None


class CasePage(Schema):
    """``after`` asks for the next page; empty when this is the last."""

    items: list[CaseRow]
    after: str


class Contact(Schema):
    may_contact: str
    channels: list[str]
    hours: list[int]
    note: str | None
    address: str | None


class EventOut(Schema):
    """``happened``: a partial date, ISO 8601-2 subset; ``leg`` orders the route."""

    kind: str
    happened: str
    country: str
    admin1: str
    acts: list[str]
    means: list[str]
    purposes: list[str]
    leg: int | None
    place: str | None
    narrative: str | None
    recorded_on: date


class NeedOut(Schema):
    kind: str
    state: str
    words: str | None
    noted_on: date


class GoalOut(Schema):
    state: str
    words: str | None
    agreed_on: date
    due_on: date | None


class NoteOut(Schema):
    kind: str
    text: str | None
    noted_on: date


class CaseFileOut(Schema):
    """One file; ``parts`` names what is included, and everything else is None."""

    id: UUID
    code_name: str
    parts: list[str]
    state: str | None
    opened_on: date | None
    modalities: list[str] | None
    known_as: str | None
    language: str | None
    profile: dict[str, str | list[str]] | None
    contact: Contact | None
    events: list[EventOut] | None
    needs: list[NeedOut] | None
    goals: list[GoalOut] | None
    notes: list[NoteOut] | None


class NewFile(Schema):
    """Three answers are required; the rest may stay unknown. Codes are those of the code lists."""

    age_group: str
    basis: str
    may_contact: str
    basis_note: str = ""
    contact_channels: list[str] = []
    contact_hours: list[int] = []
    contact_note: str = ""
    name: str = ""
    known_as: str = ""
    birth: str = ""
    document: str = ""
    address: str = ""
    language: str = ""
    nationalities: list[str] = []
    sex: str = ""
    gender: str = ""
    age_band: str = ""
    skin_colour: str = ""
    ethnicity: str = ""
    education: str = ""
    income: str = ""
    residence: str = ""
    disability: str = ""


class Opened(Schema):
    id: UUID
    code_name: str


class NewNote(Schema):
    kind: str
    text: str


class Noted(Schema):
    id: UUID


def unseen_is_missing(view: V) -> V:
    """Whatever the actor may not do answers as what does not exist."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except (Denied, Case.DoesNotExist):
            raise HttpError(404, "Not Found") from None

    return answered  # type: ignore[return-value]  # same signature


@router.get("", response={200: CasePage, **READS})
@unseen_is_missing
def list_cases(
    request: HttpRequest, state: str = "", modality: str = "", after: str = ""
) -> Status[Any]:
    actor = _actor(request)
    require(can_list_cases, actor)
    if state and state not in machine("case").states:
        return Status(422, _unknown("state"))
    if modality and modality not in code_list("modality"):
        return Status(422, _unknown("modality"))
    with reading(actor) as door:
        page = page_of(door, state=state, modality=modality, after=after)
    items = [vars(row) | {"id": row.public_id} for row in page.rows]
    return Status(200, {"items": items, "after": page.after})


@router.get("/{uuid:case}", response={200: CaseFileOut, **READS})
@unseen_is_missing
def read_case(request: HttpRequest, case: UUID) -> Status[Any]:
    with reading(_actor(request)) as door:
        file = open_page(door, case)
        coded = coded_file(file)
        file.show(*file.parts)
    return Status(200, coded)


@router.post("", response={201: Opened, **WRITES})
@unseen_is_missing
def open_case(request: HttpRequest, body: NewFile) -> Status[Any]:
    actor = _actor(request)
    require(can_open_person, actor)
    given = body.dict()
    given["nationalities"] = ", ".join(body.nationalities)
    given["contact_hours"] = ", ".join(str(hour) for hour in body.contact_hours)
    form, opened = RegisterForm(given, actor=actor), list[Case]()
    if done(form, lambda _given: opened.append(_open(actor, form))):
        return Status(201, {"id": opened[0].public_id, "code_name": opened[0].person.code_name})
    return Status(422, _problems(form))


def _open(actor: Actor, form: RegisterForm) -> Case:
    return services.open_file(actor=actor, fields=form.fields_to_open, on=clock.today())


@router.post("/{uuid:case}/notes", response={201: Noted, **WRITES})
@unseen_is_missing
def add_note(request: HttpRequest, case: UUID, body: NewNote) -> Status[Any]:
    actor = _actor(request)
    found = _case_to_change(actor, case)
    form, noted = NoteForm(body.dict()), list[UUID]()
    if done(form, lambda given: noted.append(_note(actor, found.pk, given))):
        return Status(201, {"id": noted[0]})
    return Status(422, _problems(form))


def _note(actor: Actor, case_id: int, given: dict[str, Any]) -> UUID:
    note = services.add_note(actor=actor, case_id=case_id, on=clock.today(), **given)
    return note.public_id


def _case_to_change(actor: Actor, case: UUID) -> Case:
    with reading(actor) as door:
        file = open_page(door, case)
    if not can_change_case(actor, file.case):
        record_refusal(actor, can_change_case.__name__)
        raise Case.DoesNotExist
    return file.case


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # what the session authenticated
    return actor


def _unknown(name: str) -> dict[str, Any]:
    return {"detail": [{"type": "code", "loc": ["query", name], "msg": "unknown code"}]}


def _problems(form: Form) -> dict[str, Any]:
    return {
        "detail": [
            {
                "type": "value",
                "loc": ["body"] if name == NON_FIELD_ERRORS else ["body", name],
                "msg": str(message),
            }
            for name, messages in form.errors.items()
            for message in messages
        ]
    }
