"""Reports whose words are erased some time after they were closed; their codes stay counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.models import Pseudonym
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.errors import HeldByLaw
from amparo.kernel.retention.expiring import RanOut, register_expiring
from amparo.kernel.retention.freeing import free_pages
from amparo.kernel.retention.models import LegalHold
from amparo.kernel.retention.schedules import Kept, term_of
from amparo.kernel.vault.keyring import new_keys
from amparo.kernel.vault.models import Recipient, Wrap
from amparo.kernel.vault.sealed import EMPTY
from amparo.kernel.workflow.models import Step
from amparo.reports.models import MentionedPerson, Message, Report, ReportToken
from amparo.reports.states import CLOSED


def words_past_their_term(on: date) -> Iterator[RanOut]:
    """Closed reports that still have words, by the day on which they were closed for good."""
    written = Message.objects.filter(report=OuterRef("pk")).exclude(text=b"")
    closed = (
        Report.objects.filter(state=CLOSED)
        .exclude(Q(narrative=b"", place_text=b"", when_text=b"") & ~Exists(written))
        .select_related("desk")
    )
    days = dict(
        Step.objects.filter(machine="report", target=CLOSED, subject__in=closed.values("pk"))
        .values_list("subject")
        .annotate(last=Max("at"))
    )
    for report in closed:
        if report.pk not in days:
            continue
        term = term_of(Kept.REPORT_WORDS, report.country or report.desk.country)
        due = days[report.pk].date() + timedelta(days=term.days)
        if due <= on:
            yield RanOut(report.pk, report.desk.organisation_id, due)


def erase_report_words(actor: Actor, report_id: UUID, on: date) -> None:
    """Its words, its mailbox's, whom it mentions and what it could be compared by. The row stays,
    coded, so that totals do; the mailbox stays open under a fresh key, with nothing in it.

    Raises HeldByLaw.
    """
    eraser = system_actor("eraser")
    with writing(eraser):
        report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
        if LegalHold.objects.over([report.pk], on=on).exists():
            raise HeldByLaw
        ReportToken.objects.filter(report=report).delete()
        Message.objects.filter(report=report).update(text=EMPTY)
        MentionedPerson.objects.filter(report=report).update(alias=EMPTY, details=EMPTY)
        report.narrative = report.place_text = report.when_text = EMPTY
        report.version += 1
        report.save()
        _change_keys(report.pk)
        Pseudonym.objects.filter(subject=report.pk).delete()
        record(eraser, Verb.REPORT_ERASED, by=actor.name)
        transaction.on_commit(free_pages)


def _change_keys(report_id: UUID) -> None:
    """What was sealed opens for nobody, not even in a copy; what is written next can be sealed."""
    wraps = Wrap.objects.filter(subject=report_id)
    holders = list(Recipient.objects.filter(pk__in=wraps.values("recipient")))
    wraps.delete()
    new_keys(report_id, [DataClass.REPORT], holders)


register_expiring(Kept.REPORT_WORDS, words_past_their_term, erase_report_words)
