"""The desk's side of the mailbox."""

from __future__ import annotations

from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.contact.gate import Channel as Way
from amparo.kernel.contact.gate import may_contact
from amparo.kernel.vault.keyring import unlock
from amparo.reports.choices import Side
from amparo.reports.errors import NothingWritten, TooLong
from amparo.reports.models import Report
from amparo.reports.permissions import can_answer_report, can_move_report
from amparo.reports.services.locking import locked, take_step
from amparo.reports.services.thread import append
from amparo.reports.states import AWAITING_ANSWER
from amparo.reports.text import cleaned, too_long_by


def answer_report(*, actor: Actor, report_id: UUID, text: str, expects_answer: bool) -> Report:
    """Leave a message where whoever reported will look for it; nothing is sent anywhere.

    ``expects_answer`` also moves the report to "awaiting an answer" where its state allows it.

    Raises:
        NothingWritten, TooLong: nothing was kept.
        Report.DoesNotExist: it does not exist for this actor.
        Denied: the actor may not answer.
    """
    words = cleaned(text)
    if not words:
        raise NothingWritten("text")
    if excess := too_long_by(words):
        raise TooLong("text", excess)
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_answer_report, actor, report)
        require(_mailbox_is_open, actor, report)
        append(report, Side.DESK, words, unlock(actor, [report.subject], door.on))
        report.new_message = False
        report.save(update_fields=["new_message"])
        if expects_answer and can_move_report(actor, report, AWAITING_ANSWER):
            take_step(actor, report, AWAITING_ANSWER, "")
            report.version += 1
            report.save(update_fields=["version"])
        record(actor, Verb.REPORT_ANSWERED, subjects=[report.subject], fields=["text"])
    return report


def _mailbox_is_open(actor: Actor, report: Report) -> bool:
    """Every outgoing contact asks the one gate, this one too."""
    return may_contact(actor, report.subject, Way.MAILBOX, clock.now())
