"""The desk's side of reading: the queue in codes alone, and one report in words, recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.workflow.models import Step
from amparo.kernel.workflow.services import history
from amparo.reports.choices import MentionedAs, Side
from amparo.reports.models import Exclusion, MentionedPerson, Message, Report, ReportToken
from amparo.reports.querysets import QueuePlace, ReportQuerySet
from amparo.reports.services.exclusions import able_at_desk
from amparo.reports.states import report_machine
from amparo.reports.text import read_words

PAGE = 25


@dataclass(frozen=True, repr=False)
class Line:
    """One message as it is shown; ``text`` is None where this actor's keys do not open it."""

    side: Side
    text: str | None
    sent_on: date


@dataclass(frozen=True, repr=False)
class Mentioned:
    """Somebody a report speaks of, as written."""

    id: UUID
    role: MentionedAs
    alias: str | None
    details: str | None


@dataclass(frozen=True)
class Hint:
    """Another report the actor may read in which the same things appear."""

    report: Report
    shared: int


@dataclass(frozen=True, repr=False)
class OpenedReport:
    """One report with its words."""

    report: Report
    narrative: str | None
    place: str | None
    when: str | None
    lines: list[Line]
    mentioned: list[Mentioned]
    hints: list[Hint]
    exclusions: list[Exclusion]
    steps: list[Step]
    authors: dict[str, str]  # actor of each step → her name here, or her institution's
    readers: int  # people at the desk who can open it
    keyring_closed: bool = False  # only her own key ring stands before the words


@dataclass(frozen=True)
class QueuePage:
    """Reports in queue order; ``next_place`` is None on the last page."""

    reports: list[Report]
    next_place: QueuePlace | None
    counts: dict[str, int]  # by state, of everything the actor sees
    new_messages: int


def list_queue(
    *,
    actor: Actor,
    states: Collection[str],
    after: QueuePlace | None = None,
    with_new_message: bool = False,
) -> QueuePage:
    """One page of 25 of the actor's queue. Codes only: no key is used and no
    word is read. Which reports were shown is recorded.

    ``with_new_message`` keeps those in which whoever reported wrote again.
    """
    with reading(actor) as door:
        mine = Report.objects.visible_to(actor, on=door.on)
        found = mine.in_states(states).in_queue_order()
        if with_new_message:
            found = found.filter(new_message=True)
        reports = list((found.after(after) if after else found)[: PAGE + 1])
        counts = Counter(mine.values_list("state", flat=True))
        new_messages = mine.filter(new_message=True).count()
        shown = [report.subject for report in reports[:PAGE]]
        door.saw(Verb.REPORT_LISTED, shown, ["state", "urgency"])
    full = len(reports) > PAGE
    last = reports[PAGE - 1] if full else None
    following = _place_of(last) if last else None
    return QueuePage(reports[:PAGE], following, dict(counts), new_messages)


def open_report(*, actor: Actor, report_id: UUID) -> OpenedReport:
    """Read one report in full; the reading is recorded.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
    """
    with reading(actor) as door:
        visible = Report.objects.visible_to(actor, on=door.on)
        report = visible.select_related("desk__organisation", "closing_asked_by").get(pk=report_id)
        ring = unlock(actor, [report.subject], door.on)
        opened = OpenedReport(
            report=report,
            narrative=read_words(ring, report, "narrative"),
            place=read_words(ring, report, "place_text"),
            when=read_words(ring, report, "when_text"),
            lines=_lines(report, ring),
            mentioned=mentioned_in(report, ring),
            hints=_hints(report, visible),
            exclusions=list(
                Exclusion.objects.filter(report=report).select_related(
                    "organisation", "membership__user"
                )
            ),
            steps=(steps := history(report_machine(), report.subject)),
            authors=_authors(steps, actor),
            readers=able_at_desk(report, Permission.REPORT_READ, door.on).count(),
            keyring_closed=ring.is_closed(report.subject, DataClass.REPORT),
        )
        read = () if opened.keyring_closed else ("narrative", "place_text", "when_text")
        door.saw(Verb.REPORT_READ, [report.subject], read)
    return opened


def _lines(report: Report, ring: Keyring) -> list[Line]:
    messages = list(Message.objects.filter(report=report))
    return [
        Line(Side(message.side), read_words(ring, message, "text"), message.sent_on)
        for message in messages
    ]


def mentioned_in(report: Report, ring: Keyring) -> list[Mentioned]:
    """The people whom a report speaks of, opened with a ring of its keys."""
    people = list(MentionedPerson.objects.filter(report=report).order_by("role", "pk"))
    return [
        Mentioned(
            person.id,
            MentionedAs(person.role),
            read_words(ring, person, "alias"),
            read_words(ring, person, "details"),
        )
        for person in people
    ]


def _hints(report: Report, visible: ReportQuerySet) -> list[Hint]:
    """Reports that share tokens, most shared first. Never one that the actor may not read."""
    alike = {one.pk: one for one in visible.sharing_a_token_with(report)}
    own = ReportToken.objects.filter(report=report).values("token")
    shared = Counter(
        ReportToken.objects.filter(report__in=list(alike), token__in=own).values_list(
            "report", flat=True
        )
    )
    return [Hint(alike[pk], count) for pk, count in shared.most_common()]


def _authors(steps: list[Step], actor: Actor) -> dict[str, str]:
    """Colleagues by name, people of other institutions by their institution alone."""
    own = {step.actor for step in steps if step.organisation == actor.organisation}
    ids = {name.removeprefix("user:") for name in own if name.startswith("user:")}
    names = {
        f"user:{user.public_id}": user.display_name or user.username
        for user in User.objects.filter(public_id__in=ids)
    }
    institutions = {step.organisation for step in steps if step.organisation is not None}
    titles: dict[UUID | None, str] = {
        one.public_id: one.name for one in Organisation.objects.filter(public_id__in=institutions)
    }
    return {step.actor: names.get(step.actor, titles.get(step.organisation, "")) for step in steps}


def _place_of(report: Report) -> QueuePlace:
    clock_at = report.clock_at  # type: ignore[attr-defined]  # annotated by in_queue_order
    return QueuePlace(report.weight, clock_at, report.received_at, report.pk)
