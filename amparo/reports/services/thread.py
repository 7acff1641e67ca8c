"""The thread of a mailbox, as both sides write it."""

from __future__ import annotations

from django.db.models import Max

from amparo.kernel import clock
from amparo.kernel.vault.keyring import Keyring
from amparo.reports.choices import Side
from amparo.reports.models import Message, Report
from amparo.reports.text import write_words


def append(report: Report, side: Side, words: str, ring: Keyring) -> None:
    """Put a message at the end of a locked report's thread."""
    last = Message.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0
    message = Message(report=report, side=side, number=last + 1, sent_on=clock.today())
    write_words(ring, message, "text", words)
    message.save(force_insert=True)
