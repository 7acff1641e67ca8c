"""How many people one account may see in a day, through whatever door it sees them.

The rows of the log say who was shown. Each process remembers what it has already read there, so a
page reads only the rows of the last second.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import Approval, ApprovalKind
from amparo.kernel.audit.models import AuditRow, AuditSubject
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.reference.countries import PEOPLE_PER_DAY, countries

A_DAY, AGAIN = timedelta(hours=24), timedelta(seconds=1)
ACCOUNTS_REMEMBERED = 500
# Whatever shows people. Writing, importing and counting show nobody.
READS = frozenset(
    {
        Verb.CASE_LISTED,
        Verb.CASE_READ,
        Verb.DUPLICATES_SOUGHT,
        Verb.FILE_OPENED,
        Verb.HTCDS_EXPORTED,
        Verb.NAME_READ,
        Verb.SEARCH_MADE,
    }
)


class TooManyPeople(Exception):  # not a refusal of permission: the page says what to do
    """One more person than this account may see in a day."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    @property
    def why(self) -> str:
        return str(
            _(
                "Esta cuenta ya vio hoy a %(most)s personas, que es el tope de un día. Si el "
                "trabajo lo pide, otra persona puede aprobar un número mayor en «Aprobaciones»."
            )
            % {"most": self.most}
        )


@dataclass
class _Seen:
    """Pseudonyms that one account saw, each with when it was last seen, read up to an instant.

    ``rows``: those of the last second, which are asked for again because one may commit late.
    """

    read_to: datetime
    people: dict[UUID, datetime] = field(default_factory=dict)
    rows: dict[int, datetime] = field(default_factory=dict)


_seen: dict[str, _Seen] = {}


def keep_under_ceiling(actor: Actor, verb: Verb, people: Collection[UUID]) -> None:
    """Refuse what would show one person too many; ``people`` are pseudonyms.

    Raises:
        TooManyPeople: with them, this account would see more in 24 hours than its country allows,
            and nobody approved as many.
    """
    if actor.user_id is None or verb not in READS or not people:
        return
    now = clock.now()
    together = len(_seen_by(actor, now).keys() | set(people))
    if together > people_per_day(actor.country) and together > _approved(actor, now):
        raise TooManyPeople(max(people_per_day(actor.country), _approved(actor, now)))


def keep_scope_under_ceiling(actor: Actor, people: int) -> None:
    """Refuse a whole scope, before any of it is shown. Unit: persons. Raises TooManyPeople."""
    most = max(people_per_day(actor.country), _approved(actor, clock.now()))
    if actor.user_id is not None and people > most:
        raise TooManyPeople(most)


def people_per_day(country: str) -> int:
    """Persons that one account may see in 24 hours. Unit: persons."""
    profile = countries().get(country)
    return profile.people_per_day if profile else PEOPLE_PER_DAY


def _approved(actor: Actor, now: datetime) -> int:
    """How many a second person approved for this account, until now."""
    given = Approval.objects.in_force(actor, ApprovalKind.BULK_EXPORT, now)
    return max((most or 0 for most in given.values_list("persons", flat=True)), default=0)


def _seen_by(actor: Actor, now: datetime) -> dict[UUID, datetime]:
    known = _seen.get(actor.name)
    if known is None or known.read_to > now:
        if len(_seen) >= ACCOUNTS_REMEMBERED:
            _seen.clear()
        known = _seen[actor.name] = _Seen(now - A_DAY)
    rows = AuditRow.objects.filter(
        actor=actor.name, at__gte=known.read_to - AGAIN, at__lte=now, verb__in=READS
    ).exclude(pk__in=list(known.rows))
    shown = AuditSubject.objects.filter(row__in=rows).values_list("pseudonym", "row", "row__at")
    for pseudonym, row, at in shown:
        known.people[pseudonym] = max(at, known.people.get(pseudonym, at))
        known.rows[row] = at
    known.read_to = now
    known.rows = {row: at for row, at in known.rows.items() if at >= now - AGAIN}
    known.people = {one: at for one, at in known.people.items() if at > now - A_DAY}
    return known.people
