"""Reports whose words are erased some time after they were closed; their codes stay counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.models import Pseudonym
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.expiring import RanOut, register_expiring
from amparo.kernel.retention.freeing import free_pages
from amparo.kernel.retention.schedules import Kept, term_of
from amparo.kernel.vault.models import Wrap
from amparo.kernel.vault.sealed import EMPTY
from amparo.kernel.workflow.models import Step
from amparo.reports.models import MentionedPerson, Message, Report, ReportToken
from amparo.reports.states import CLOSED


def words_past_their_term(on: date) -> Iterator[RanOut]:
    """Closed reports that still have keys, by the day on which they were closed for good."""
    closed = Report.objects.filter(state=CLOSED).select_related("desk")
    sealed = set(
        Wrap.objects.filter(subject__in=closed.values("pk")).values_list("subject", flat=True)
    )
    days = dict(
        Step.objects.filter(machine="report", target=CLOSED, subject__in=sealed)
        .values_list("subject")
        .annotate(last=Max("at"))
    )
    for report in closed:
        last = days.get(report.pk)
        if report.pk not in sealed or last is None:
            continue
        term = term_of(Kept.REPORT_WORDS, report.country or report.desk.country)
        due = last.date() + timedelta(days=term.days)
        if due <= on:
            yield RanOut(report.pk, report.desk.organisation_id, due)


def erase_report_words(actor: Actor, report_id: UUID, on: date) -> None:
    """Its words, its mailbox's, whom it mentions and what it could be compared by. The row stays,
    coded, so that totals do; the mailbox then opens on nothing."""
    eraser = system_actor("eraser")
    with writing(eraser):
        report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
        Wrap.objects.filter(subject=report.pk).delete()
        ReportToken.objects.filter(report=report).delete()
        Message.objects.filter(report=report).update(text=EMPTY)
        MentionedPerson.objects.filter(report=report).update(alias=EMPTY, details=EMPTY)
        report.narrative = report.place_text = report.when_text = EMPTY
        report.version += 1
        report.save()
        Pseudonym.objects.filter(subject=report.pk).delete()
        record(eraser, Verb.REPORT_ERASED, by=actor.name)
        transaction.on_commit(free_pages)


register_expiring(Kept.REPORT_WORDS, words_past_their_term, erase_report_words)
