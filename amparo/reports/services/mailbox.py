"""The reporter's side of the mailbox: the receipt is the only key, and visits are only counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.ui.models import OnceToken
from amparo.kernel.vault.keyring import Keyring, unlock_mailbox
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import unwrap_private, wrap_private
from amparo.reports import receipt_keys, receipts
from amparo.reports.choices import Channel, Counted, Side
from amparo.reports.errors import NothingWritten, TooLong
from amparo.reports.models import Message, Report
from amparo.reports.receipts import Receipt, VerifierKind
from amparo.reports.services.counting import count
from amparo.reports.services.intake import INTAKE
from amparo.reports.services.thread import append
from amparo.reports.services.tokens import keep_tokens
from amparo.reports.states import progress_of
from amparo.reports.text import cleaned, read_words, too_long_by


@dataclass(frozen=True, repr=False)
class Line:
    """One message as it is shown."""

    side: Side
    text: str
    sent_on: date


@dataclass(frozen=True, repr=False)
class Mailbox:
    """What a receipt opens. ``progress``: a code of the list "report_progress"."""

    progress: str
    lines: list[Line]
    is_digits: bool


@dataclass(frozen=True, repr=False)
class _Found:
    report: Report
    wrapping: bytes


def open_mailbox(*, typed: str, channel: Channel) -> Mailbox | None:
    """The mailbox of a receipt, or None, after the same time, when there is none."""
    found = _find(typed)
    with writing(INTAKE):
        count(Counted.MAILBOX_OPENED if found else Counted.MAILBOX_NOT_FOUND, channel)
    return _shown(found) if found else None


def write_from_mailbox(
    *, typed: str, text: str, channel: Channel, once: UUID | None = None
) -> Mailbox | None:
    """Add a message of whoever reported; the same ``once`` twice is one message.

    Raises:
        NothingWritten, TooLong: nothing was kept.
    """
    words = cleaned(text)
    if not words:
        raise NothingWritten("text")
    if excess := too_long_by(words):
        raise TooLong("text", excess)
    found = _find(typed)
    if found is None:
        return None
    with writing(INTAKE, holds=[found.report.pk]):
        _add(found, words, channel, once)
    return _shown(found)


def change_to_words(*, typed: str) -> Receipt | None:
    """Replace a receipt by one of words: from then on the old one opens nothing."""
    found = _find(typed)
    if found is None:
        return None
    receipt, salt = receipts.new_words(found.report.locator), receipt_keys.new_salt()
    keys = receipt_keys.derive(receipt, salt)
    with writing(INTAKE, holds=[found.report.pk]):
        report = Report.objects.select_for_update().get(pk=found.report.pk)
        if bytes(report.salt) != bytes(found.report.salt):
            return None  # it was replaced while we were deriving
        mailbox = _mailbox_of(report)
        private = unwrap_private(mailbox, found.wrapping)
        mailbox.private_key = wrap_private(mailbox, private, keys.wrapping)
        mailbox.save(update_fields=["private_key"])
        report.salt, report.verifier = salt, keys.proof
        report.verifier_kind = VerifierKind.WORDS.value
        report.save(update_fields=["salt", "verifier", "verifier_kind"])
    return receipt


def _find(typed: str) -> _Found | None:
    """The report a receipt belongs to. One derivation, whatever was typed."""
    receipt, report = receipts.parse(typed), None
    if receipt is not None:
        with reading(INTAKE, holds=[receipt.locator]):
            report = Report.objects.filter(locator=receipt.locator).first()
    keys = receipt_keys.derive(receipt, bytes(report.salt) if report else None)
    verifier = bytes(report.verifier) if report else keys.proof[::-1]
    proven = receipt_keys.proves(keys, verifier)
    return _Found(report, keys.wrapping) if report is not None and proven else None


def _shown(found: _Found) -> Mailbox:
    with reading(INTAKE, holds=[found.report.pk]):
        report = Report.objects.get(pk=found.report.pk)
        messages = list(Message.objects.filter(report=report))
        ring = _ring(found)
    first = Line(
        Side.REPORTER, read_words(ring, report, "narrative") or "", report.received_at.date()
    )
    later = [
        Line(Side(one.side), read_words(ring, one, "text") or "", one.sent_on) for one in messages
    ]
    return Mailbox(
        progress=progress_of(report),
        lines=[first, *later],
        is_digits=report.verifier_kind == VerifierKind.DIGITS,
    )


def _add(found: _Found, words: str, channel: Channel, once: UUID | None) -> None:
    if once is not None:
        _row, first = OnceToken.objects.get_or_create(
            token=once, defaults={"made_on": clock.today()}
        )
        if not first:
            return
    report = (
        Report.objects.select_for_update()
        .select_related("desk__organisation")
        .get(pk=found.report.pk)
    )
    append(report, Side.REPORTER, words, _ring(found))
    keep_tokens(report, words, report.desk.organisation.public_id)
    Report.objects.filter(pk=report.pk).update(new_message=True)
    count(Counted.MESSAGE, channel)


def _ring(found: _Found) -> Keyring:
    return unlock_mailbox(_mailbox_of(found.report), found.wrapping, found.report.subject)


def _mailbox_of(report: Report) -> Recipient:
    return Recipient.objects.get(kind=RecipientKind.MAILBOX, owner=report.public_id)
