"""Reports for programs: the public side without an account, the desk's under its predicates."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from ninja import Header, Router, Status

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.answers import EDITS, READS, Problems, Said
from amparo.kernel.access.api import staff_session
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.permissions import Permission
from amparo.kernel.vault.recipients import derived_key
from amparo.reports import cursor
from amparo.reports.choices import Channel, Danger
from amparo.reports.errors import AlreadySent, NobodyReceives
from amparo.reports.models import Report
from amparo.reports.schemas import (
    AnswerIn,
    CloseIn,
    ExclusionIn,
    ForwardIn,
    MailboxIn,
    MailboxOut,
    MentionIn,
    MessageIn,
    ReceiptOut,
    ReportIn,
    ReportOut,
    ReportPage,
    ReportRow,
    StepIn,
    TriageIn,
    Versioned,
)
from amparo.reports.services import closing, mailbox
from amparo.reports.services.answering import answer_report
from amparo.reports.services.exclusions import exclude
from amparo.reports.services.forwarding import forward_report
from amparo.reports.services.intake import Told, take_in
from amparo.reports.services.mailbox import Mailbox
from amparo.reports.services.mentions import mention_person
from amparo.reports.services.opening import OpenedReport, list_queue, open_report
from amparo.reports.services.triage import Decision, move_report, triage_report
from amparo.reports.states import EVERY

Answer = Status[Any]
router = Router(tags=["reports"])
PUBLIC: dict[Any, Any] = {400: Said, 422: Problems}
NO_CODE = "No encontramos ese código."
NO_REPORT = "No encontramos ese aviso."
SENT_BEFORE = "Ya se recibió con esta clave; el recibo se dio en la primera respuesta."
UNATTENDED = "Ninguna mesa recibe avisos en este nodo."


@router.post("/reports", response={201: ReceiptOut, 409: Said, 503: Said, **PUBLIC})
def create_report(
    request: HttpRequest,
    body: ReportIn,
    key: str | None = Header(None, alias="Idempotency-Key", max_length=200),  # type: ignore[type-arg]  # the library's marker
) -> Answer:
    """Keep a report and give its receipt, once. The same Idempotency-Key twice is one report."""
    told = Told(
        narrative=body.narrative,
        place=body.place or "",
        country=(body.country or "").upper(),
        language=body.language or "es",
        modality=body.modality or "",
        danger=_danger(body.immediate_danger),
        channel=Channel.API,
        once=_once(key) if key else None,
    )
    try:
        return Status(201, {"receipt": take_in(told=told).code})
    except AlreadySent:
        return Status(409, {"detail": SENT_BEFORE})
    except NobodyReceives:
        return Status(503, {"detail": UNATTENDED})
    except ValidationError as refusal:
        return Status(422, _problems(refusal))


@router.post("/mailbox", response={200: MailboxOut, 404: Said, **PUBLIC}, by_alias=True)
def read_mailbox(request: HttpRequest, body: MailboxIn) -> Answer:
    """State and thread of the report a receipt belongs to; 404 after the same time otherwise."""
    opened = mailbox.open_mailbox(typed=body.receipt, channel=Channel.API)
    return Status(200, _mailbox(opened)) if opened else Status(404, {"detail": NO_CODE})


@router.post("/mailbox/messages", response={201: MailboxOut, 404: Said, **PUBLIC}, by_alias=True)
def write_message(
    request: HttpRequest,
    body: MessageIn,
    key: str | None = Header(None, alias="Idempotency-Key", max_length=200),  # type: ignore[type-arg]  # the library's marker
) -> Answer:
    """Add a message of whoever reported. The same Idempotency-Key twice is one message."""
    try:
        opened = mailbox.write_from_mailbox(
            typed=body.receipt,
            text=body.text,
            channel=Channel.API,
            once=_once(key) if key else None,
        )
    except ValidationError as refusal:
        return Status(422, _problems(refusal))
    return Status(201, _mailbox(opened)) if opened else Status(404, {"detail": NO_CODE})


@router.get("/reports", response={200: ReportPage, **READS}, auth=staff_session)
def list_reports(request: HttpRequest, state: str = "", after: str = "") -> Answer:
    """The caller's queue in codes alone, 25 to a page, heaviest first."""
    actor = _actor(request)
    if not actor.has(Permission.REPORT_READ):
        return Status(404, {"detail": NO_REPORT})
    page = list_queue(actor=actor, states=[state] if state else EVERY, after=cursor.read(after))
    return Status(200, {"items": page.reports, "after": cursor.written(page.next_place)})


@router.get(
    "/reports/{uuid:report_id}",
    response={200: ReportOut, **READS},
    auth=staff_session,
    by_alias=True,
)
def read_report(request: HttpRequest, report_id: UUID) -> Answer:
    """One report with its words; the reading is recorded."""
    try:
        return Status(200, _opened(open_report(actor=_actor(request), report_id=report_id)))
    except Report.DoesNotExist:
        return Status(404, {"detail": NO_REPORT})


@router.post(
    "/reports/{uuid:report_id}/triage", response={200: ReportRow, **EDITS}, auth=staff_session
)
def triage(request: HttpRequest, report_id: UUID, body: TriageIn) -> Answer:
    given = body.model_dump()
    version = given.pop("version")
    return _act(
        triage_report,
        actor=_actor(request),
        report_id=report_id,
        opened_version=version,
        decision=Decision(**given),
    )


@router.post(
    "/reports/{uuid:report_id}/answer", response={200: ReportRow, **EDITS}, auth=staff_session
)
def answer(request: HttpRequest, report_id: UUID, body: AnswerIn) -> Answer:
    """Leave a message in the mailbox."""
    return _act(answer_report, actor=_actor(request), report_id=report_id, **body.model_dump())


@router.post(
    "/reports/{uuid:report_id}/step", response={200: ReportRow, **EDITS}, auth=staff_session
)
def step(request: HttpRequest, report_id: UUID, body: StepIn) -> Answer:
    """Take a plain step of the machine."""
    return _act_on_version(move_report, request, report_id, body)


@router.post(
    "/reports/{uuid:report_id}/forward", response={200: ReportRow, **EDITS}, auth=staff_session
)
def forward(request: HttpRequest, report_id: UUID, body: ForwardIn) -> Answer:
    """Hand the report to another desk; the caller can no longer open it."""
    return _act_on_version(forward_report, request, report_id, body)


@router.post(
    "/reports/{uuid:report_id}/close", response={200: ReportRow, **EDITS}, auth=staff_session
)
def close(request: HttpRequest, report_id: UUID, body: CloseIn) -> Answer:
    """Close; with signs of exploitation it only asks, and the state stays."""
    return _act_on_version(closing.close_report, request, report_id, body)


@router.post(
    "/reports/{uuid:report_id}/confirm", response={200: ReportRow, **EDITS}, auth=staff_session
)
def confirm(request: HttpRequest, report_id: UUID, body: Versioned) -> Answer:
    """The second person agrees to the closing."""
    return _act_on_version(closing.confirm_closing, request, report_id, body)


@router.post(
    "/reports/{uuid:report_id}/keep", response={200: ReportRow, **EDITS}, auth=staff_session
)
def keep(request: HttpRequest, report_id: UUID, body: Versioned) -> Answer:
    """The closing that was asked for is withdrawn."""
    return _act_on_version(closing.keep_open, request, report_id, body)


@router.post(
    "/reports/{uuid:report_id}/exclusions", response={201: None, **EDITS}, auth=staff_session
)
def leave_out(request: HttpRequest, report_id: UUID, body: ExclusionIn) -> Answer:
    """Leave a person or an institution out of the report for good."""
    return _act(
        exclude, actor=_actor(request), report_id=report_id, created=True, **body.model_dump()
    )


@router.post(
    "/reports/{uuid:report_id}/mentioned", response={201: None, **EDITS}, auth=staff_session
)
def mention(request: HttpRequest, report_id: UUID, body: MentionIn) -> Answer:
    """Write down somebody the report speaks of; it opens no file."""
    return _act(
        mention_person,
        actor=_actor(request),
        report_id=report_id,
        created=True,
        **body.model_dump(),
    )


def _act_on_version(
    service: Callable[..., Any], request: HttpRequest, report_id: UUID, body: Versioned
) -> Answer:
    given = body.model_dump()
    version = given.pop("version")
    return _act(
        service, actor=_actor(request), report_id=report_id, opened_version=version, **given
    )


def _act(service: Callable[..., Any], *, created: bool = False, **given: Any) -> Answer:
    """Call a service. What may not be done looks like what does not exist, as on the pages."""
    try:
        result = service(**given)
    except (Report.DoesNotExist, Denied):
        return Status(404, {"detail": NO_REPORT})
    except ChangedSinceOpened as conflict:
        return Status(409, {"detail": " ".join(conflict.messages)})
    except ValidationError as refusal:
        return Status(422, _problems(refusal))
    return Status(201, None) if created else Status(200, result)


def _problems(refusal: ValidationError) -> dict[str, Any]:
    by_field = (
        refusal.message_dict
        if hasattr(refusal, "error_dict")
        else {NON_FIELD_ERRORS: refusal.messages}
    )
    return {
        "detail": [
            {
                "type": "refused",
                "loc": ["body"] if field == NON_FIELD_ERRORS else ["body", field],
                "msg": message,
            }
            for field, messages in by_field.items()
            for message in messages
        ]
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # put there by `staff_session`
    return actor


def _danger(told: bool | None) -> str:
    return "" if told is None else Danger.YES if told else Danger.NO


def _once(key: str) -> UUID:
    """A key of any length as the token of a form; the key itself is not stored."""
    digest = hmac.new(
        derived_key("reports/idempotency"), key.encode("utf-8", "replace"), hashlib.sha256
    )
    return UUID(bytes=digest.digest()[:16])


def _mailbox(opened: Mailbox) -> dict[str, Any]:
    return {"status": opened.progress, "messages": _lines(opened.lines)}


def _lines(lines: Any) -> list[dict[str, Any]]:
    return [
        {"from": line.side.value, "text": line.text or "", "at": line.sent_on} for line in lines
    ]


def _opened(opened: OpenedReport) -> dict[str, Any]:
    return {
        "report": opened.report,
        "narrative": opened.narrative,
        "place": opened.place,
        "when": opened.when,
        "messages": _lines(opened.lines),
        "mentioned": opened.mentioned,
        "hints": [{"id": hint.report.pk, "shared": hint.shared} for hint in opened.hints],
        "steps": [step.target for step in opened.steps],
    }
