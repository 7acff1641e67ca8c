"""Looking at an account's day, and what can be seen of earlier looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk
from amparo.kernel.vault.keyring import new_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.oversight.errors import WordsMissing
from amparo.oversight.models import DayOutcome, DayReview


@dataclass(frozen=True, repr=False)
class Look:
    """An earlier look; ``note`` is None for whoever has no key to it."""

    outcome: str
    note: str | None
    institution: str
    at: datetime


def can_read_log(actor: Actor) -> bool:
    """Auditors and data-protection officers: every row of the node, and no content."""
    return actor.has(Permission.AUDIT_READ) and actor.membership_id is not None


def review_day(*, actor: Actor, account: UUID, on: date, outcome: str, note: str) -> DayReview:
    """Write down what was found out about one account's day.

    Raises:
        Denied, WordsMissing.
    """
    with writing(actor):
        require(can_read_log, actor)
        if not note.strip():
            raise WordsMissing
        look = DayReview(
            account=account,
            on=on,
            outcome=DayOutcome(outcome),
            organisation_id=actor.home,
            looked_by_id=actor.member,
            looked_at=clock.now(),
        )
        desks = Desk.objects.filter(organisation_id=actor.home).order_by("pk")
        to = [ensure_recipient(RecipientKind.DESK, desk.public_id) for desk in desks]
        new_keys(look.public_id, [DataClass.AUDIT], to).write(look, "note", note.strip())
        look.save(force_insert=True)
        record(
            actor,
            Verb.AUDIT_REVIEWED,
            account=str(account),
            day=on.isoformat(),
            outcome=look.outcome,
        )
    return look


def looks_at(
    actor: Actor, accounts: Iterable[UUID], on: date
) -> dict[tuple[UUID, date], list[Look]]:
    """Earlier looks by account and day, the newest first. Call it inside a door."""
    found = list(DayReview.objects.filter(account__in=set(accounts)).select_related("organisation"))
    ring = unlock(actor, [one.subject for one in found], on)
    looks: defaultdict[tuple[UUID, date], list[Look]] = defaultdict(list)
    for one in found:
        said = Look(
            str(DayOutcome(one.outcome).label),
            ring.text(one, "note"),
            one.organisation.name,
            one.looked_at,
        )
        looks[one.account, one.on].append(said)
    return looks
