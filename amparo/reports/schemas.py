"""What the API takes and gives. Unknown fields are refused: a misspelt one would be lost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StrictBool

from amparo.reports.choices import ClosingReason, MentionedAs, StepReason, TriageReason
from amparo.reports.text import is_storable


def _storable(text: str) -> str:
    if not is_storable(text):
        raise ValueError("no NUL and no lone surrogate")
    return text


Words = Annotated[str, AfterValidator(_storable)]
NonBlank = Annotated[Words, Field(pattern=r"\S")]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ReportIn(Strict):
    """Only ``narrative`` is needed; what is null or empty was not answered."""

    narrative: NonBlank = Field(description="What happened, in any language and script.")
    country: Words | None = Field(None, description="ISO 3166-1 alpha-2 of an American State.")
    language: Words | None = Field(None, description="es, en, pt or fr; es when not given.")
    modality: Words | None = Field(None, description="A code of the list “modality”.")
    place: Words | None = Field(None, description="Where, in words.")
    immediate_danger: StrictBool | None = None


class ReceiptOut(Schema):
    """Shown once; whoever loses it can only write again."""

    receipt: str = Field(description="Five groups of four digits.")


class MailboxIn(Strict):
    receipt: Words = Field(description="Twenty digits, or six digits and eight words.")


class MessageIn(MailboxIn):
    text: NonBlank


class LineOut(Schema):
    sender: Literal["reporter", "desk"] = Field(alias="from")
    text: str
    at: date = Field(description="The day; no hour is kept.")


class MailboxOut(Schema):
    status: Literal["received", "read", "passed_on", "closed"]
    messages: list[LineOut]


class ReportRow(Schema):
    """A report in codes alone."""

    id: UUID
    state: str
    urgency: str
    country: str
    language: str
    channel: str
    modality: str
    admin1: str
    immediate_danger: str
    asks_help: bool
    indicators: int | None
    received_at: datetime
    due_at: datetime | None
    new_message: bool
    closing_reason: str
    version: int


class ReportPage(Schema):
    """``after`` asks for the next page; empty when this is the last."""

    items: list[ReportRow]
    after: str


class MentionedOut(Schema):
    id: UUID
    role: str
    alias: str | None
    details: str | None


class HintOut(Schema):
    id: UUID
    shared: int


class ReportOut(Schema):
    """A report with its words; None is a text that the caller's keys do not open."""

    report: ReportRow
    narrative: str | None
    place: str | None
    when: str | None
    messages: list[LineOut]
    mentioned: list[MentionedOut]
    hints: list[HintOut]
    steps: list[str] = Field(description="Codes of the states taken, oldest first.")


class Versioned(Strict):
    version: int = Field(ge=1, description="The version that the caller has seen.")


class TriageIn(Versioned):
    urgency: str = Field(description="A code of the list “urgency”.")
    reason: TriageReason
    indicators: int = Field(ge=0, le=99, description="Signs of exploitation recognised.")
    modality: str = ""
    admin1: str = Field("", description="ISO 3166-2; empty when not known.")


class StepIn(Versioned):
    target: Literal["emergency_dispatched", "linked", "passed_on"]
    reason: StepReason


class ForwardIn(Versioned):
    desk: UUID
    reason: StepReason
    leave_own_out: StrictBool = False


class CloseIn(Versioned):
    reason: ClosingReason


class AnswerIn(Strict):
    text: NonBlank
    expects_answer: StrictBool = False


class ExclusionIn(Strict):
    """Exactly one of the two."""

    membership: UUID | None = None
    organisation: UUID | None = None


class MentionIn(Strict):
    role: MentionedAs
    alias: NonBlank
    details: Words = ""
