"""Days of an account that differ from its own usual ones or from those of its peers.

Facts with the reason to look at them: no score, no order of people. A day is here because somebody
should ask, not because somebody did wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import ExtractHour, TruncDate
from django.utils.translation import gettext as _

from amparo.kernel.audit.models import AuditRow, AuditSubject
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.reference.countries import countries
from amparo.oversight.log.naming import ACCOUNT, Names, names_of

SHOWN_DAYS, COMPARED_DAYS = 14, 42
OPENINGS = (Verb.CASE_READ, Verb.NAME_READ, Verb.FILE_OPENED, Verb.REPORT_READ)
MANY, TIMES = 15, 3  # persons in a day, and how many times the usual
OWN_DAYS, PEERS = 5, 3  # fewer say nothing about what is usual
OFF_HOURS, REFUSALS, STRANGERS = 5, 5, 5
DAY_BEGINS, DAY_ENDS = 6, 21  # local hours of the institution's country


class Key(NamedTuple):
    actor: str
    on: date


@dataclass(frozen=True)
class UnusualDay:
    """One account's day, and why it is here."""

    account: UUID
    who: str
    role: str
    institution: str
    on: date
    reasons: list[str] = field(default_factory=list)


@dataclass
class _Counts:
    persons: Counter[Key] = field(default_factory=Counter)
    off_hours: Counter[Key] = field(default_factory=Counter)
    refusals: Counter[Key] = field(default_factory=Counter)
    strangers: Counter[Key] = field(default_factory=Counter)
    place: dict[str, tuple[str, UUID | None]] = field(default_factory=dict)  # role, institution


def unusual_days(today: date) -> list[UnusualDay]:
    """The last fourteen days, the newest first; within a day by the account's name."""
    counts = _counted(today)
    usual = _Usual(counts, today)
    keys = {*counts.persons, *counts.off_hours, *counts.refusals, *counts.strangers}
    recent = {key for key in keys if key.on > today - timedelta(days=SHOWN_DAYS)}
    found = {key: reasons for key in recent if (reasons := _reasons(key, counts, usual))}
    names = names_of({key.actor for key in found}, [at for _role, at in counts.place.values()])
    days = [_day(key, reasons, counts, names) for key, reasons in found.items()]
    return sorted(days, key=lambda day: (-day.on.toordinal(), day.who))


class _Usual:
    """Medians over the days on which somebody read at all, the shown day left out."""

    def __init__(self, counts: _Counts, today: date) -> None:
        self.own: defaultdict[str, dict[date, int]] = defaultdict(dict)
        for key, number in counts.persons.items():
            self.own[key.actor][key.on] = number
        self.peers: defaultdict[tuple[str, UUID | None], list[str]] = defaultdict(list)
        for actor in self.own:
            self.peers[counts.place[actor]].append(actor)
        self.place = counts.place

    def of_own(self, key: Key) -> float | None:
        days = [number for on, number in self.own[key.actor].items() if on != key.on]
        return median(days) if len(days) >= OWN_DAYS else None

    def of_peers(self, key: Key) -> float | None:
        """People with the same role at the same institution."""
        others = [one for one in self.peers[self.place[key.actor]] if one != key.actor]
        days = [number for one in others for number in self.own[one].values()]
        return median(days) if len(others) >= PEERS else None


def _reasons(key: Key, counts: _Counts, usual: _Usual) -> list[str]:
    persons, own, peers = counts.persons[key], usual.of_own(key), usual.of_peers(key)
    reasons = []
    if persons >= MANY and own is not None and persons >= TIMES * own:
        said = {"n": persons, "usual": round(own)}
        reasons.append(_("Abrió datos de %(n)d personas; lo suyo son %(usual)d al día.") % said)
    if persons >= MANY and peers is not None and persons >= TIMES * peers:
        said = {"n": persons, "usual": round(peers)}
        reasons.append(
            _("Abrió datos de %(n)d personas; en su misma función son %(usual)d al día.") % said
        )
    for number, least, text in (
        (counts.off_hours[key], OFF_HOURS, _("Abrió datos %(n)d veces de noche, hora de su país.")),
        (counts.refusals[key], REFUSALS, _("Se le negó %(n)d veces lo que pidió.")),
        (
            counts.strangers[key],
            STRANGERS,
            _("Abrió datos de %(n)d personas que no ingresaron por su mesa."),
        ),
    ):
        if number >= least:
            reasons.append(text % {"n": number})
    return reasons


def _counted(today: date) -> _Counts:
    """Two months of openings by account and day, and what of the last days needs a reason."""
    counts = _Counts()
    since, recent = _start(today, COMPARED_DAYS), _start(today, SHOWN_DAYS)
    opened = AuditSubject.objects.filter(
        row__verb__in=OPENINGS, row__at__gte=since, row__actor__startswith=ACCOUNT
    )
    counts.persons = _persons(opened)
    ours = Exists(
        AuditSubject.objects.filter(
            pseudonym=OuterRef("pseudonym"),
            row__verb__in=(Verb.PERSON_OPENED, Verb.REPORT_MOVED, Verb.REPORT_TRIAGED),
            row__desk=OuterRef("row__desk"),
        )
    )
    counts.strangers = _persons(opened.filter(~ours, row__at__gte=recent))
    rows = AuditRow.objects.filter(at__gte=recent, actor__startswith=ACCOUNT)
    counts.refusals = _rows(rows.filter(verb=Verb.REFUSED))
    counts.off_hours = _at_night(rows.filter(verb__in=OPENINGS))
    places = AuditRow.objects.filter(at__gte=since, actor__startswith=ACCOUNT).order_by()
    for actor, role, organisation in places.values_list("actor", "role", "organisation").distinct():
        counts.place[actor] = (role, organisation)
    return counts


def _persons(found: Any) -> Counter[Key]:
    days = found.annotate(on=TruncDate("row__at", tzinfo=UTC)).order_by()
    grouped = days.values_list("row__actor", "on").annotate(n=Count("pseudonym", distinct=True))
    return Counter({Key(actor, on): number for actor, on, number in grouped})


def _rows(found: Any) -> Counter[Key]:
    days = found.annotate(on=TruncDate("at", tzinfo=UTC)).order_by()
    grouped = days.values_list("actor", "on").annotate(n=Count("pk"))
    return Counter({Key(actor, on): number for actor, on, number in grouped})


def _at_night(found: Any) -> Counter[Key]:
    hours = found.annotate(on=TruncDate("at", tzinfo=UTC), hour=ExtractHour("at", tzinfo=UTC))
    grouped = list(
        hours.order_by().values_list("actor", "organisation", "on", "hour").annotate(n=Count("pk"))
    )
    zones = _zones({organisation for _actor, organisation, *_rest in grouped})
    counts: Counter[Key] = Counter()
    for actor, organisation, on, hour, number in grouped:
        at = datetime.combine(on, time(hour), UTC).astimezone(zones.get(organisation, UTC))
        if not DAY_BEGINS <= at.hour < DAY_ENDS:
            counts[Key(actor, on)] += number
    return counts


def _zones(institutions: Iterable[UUID | None]) -> dict[UUID | None, ZoneInfo]:
    known = countries()
    found = Organisation.objects.filter(public_id__in=[one for one in institutions if one])
    return {
        public_id: ZoneInfo(known[country].time_zone)
        for public_id, country in found.values_list("public_id", "country")
        if country in known
    }


def _start(today: date, days: int) -> datetime:
    return datetime.combine(today - timedelta(days=days - 1), time(), UTC)


def _day(key: Key, reasons: list[str], counts: _Counts, names: Names) -> UnusualDay:
    role, organisation = counts.place[key.actor]
    return UnusualDay(
        account=UUID(key.actor.removeprefix(ACCOUNT)),
        who=names.who(key.actor),
        role=role,
        institution=names.institution(organisation),
        on=key.on,
        reasons=reasons,
    )
