"""A change of government: many accounts closed or handed over in one act, none of them half-way.

Chosen, shown, confirmed with a fresh proof of who confirms; then each account in a transaction of
its own. A stop in the middle leaves rows that wait, and going on does only those.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from amparo.accounts.choices import ClosingReason, RowState, WhyKept
from amparo.accounts.errors import AlreadyClosed, SuccessorNeeded
from amparo.accounts.models import BulkClosing, BulkRow, Opening
from amparo.accounts.permissions import (
    can_confirm_closing,
    can_manage_accounts,
    can_receive_teams,
)
from amparo.accounts.querysets import managed_memberships, managed_organisations
from amparo.accounts.services.closing import close_account
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamFunction, TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership, Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger("amparo.accounts")


@dataclass(frozen=True)
class Chosen:
    """Which accounts: all conditions hold; an empty one excludes nobody."""

    organisation: Organisation
    desks: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()
    ends_by: date | None = None


def choose_accounts(
    *, actor: Actor, chosen: Chosen, reason: ClosingReason, on: date
) -> BulkClosing:
    """Put the accounts that match on a list; nothing happens to them yet. Raises Denied."""
    with writing(actor):
        require(can_manage_accounts, actor)
        require(manages_institution, actor, chosen.organisation)
        found = list(matching(actor, chosen, on).values_list("pk", flat=True))
        closing = BulkClosing.objects.create(
            organisation=chosen.organisation, made_by_id=actor.member, reason=reason, made_on=on
        )
        BulkRow.objects.bulk_create([BulkRow(closing=closing, membership_id=key) for key in found])
        record(actor, Verb.CLOSING_MADE, closing=str(closing.public_id), accounts=len(found))
    return closing


def manages_institution(actor: Actor, organisation: Organisation) -> bool:
    return managed_organisations(actor).filter(pk=organisation.pk).exists()


def matching(actor: Actor, chosen: Chosen, on: date) -> QuerySet[Membership]:
    """Open accounts of others that match, in the order of their desks."""
    closed = Opening.objects.filter(closed_on__isnull=False).values("membership")
    found = (
        managed_memberships(actor)
        .filter(desk__organisation=chosen.organisation)
        .exclude(user=actor.user_id)
        .exclude(pk__in=closed)
    )
    if chosen.desks:
        found = found.filter(desk__in=chosen.desks)
    if chosen.roles:
        found = found.filter(role__in=[role.value for role in chosen.roles])
    if chosen.ends_by is not None:
        found = found.filter(until_on__lte=chosen.ends_by)
    return found.order_by("desk__name", "user__username", "pk")


def name_successors(
    *, actor: Actor, closing_id: int, by_row: Mapping[int, Membership | None], on: date
) -> None:
    """Who receives the teams that each account leads. Raises Denied."""
    with writing(actor):
        closing = BulkClosing.objects.select_for_update().get(pk=closing_id)
        require(is_not_confirmed, actor, closing)
        require(can_confirm_closing, actor, closing)
        rows = BulkRow.objects.filter(closing=closing, pk__in=list(by_row))
        leaving = set(BulkRow.objects.filter(closing=closing).values_list("membership", flat=True))
        for row in rows.select_related("membership__desk"):
            successor = by_row[row.pk]
            if successor is not None:
                require(can_receive_teams, actor, row.membership, successor)
                require(stays, actor, successor, leaving)
            row.successor = successor
            row.save(update_fields=["successor"])


def is_not_confirmed(_actor: Actor, closing: BulkClosing) -> bool:
    return closing.confirmed_at is None


def stays(_actor: Actor, successor: Membership, leaving: set[int]) -> bool:
    """Nobody receives teams on the day she leaves too."""
    return successor.pk not in leaving


def confirm_closing(*, actor: Actor, closing_id: int) -> BulkClosing:
    """From here on it is being done. Confirming twice changes nothing. Raises Denied."""
    from amparo.accounts.tasks import queue_closing  # the task runs the services of this module

    with writing(actor):
        closing = BulkClosing.objects.select_for_update().get(pk=closing_id)
        require(can_confirm_closing, actor, closing)
        if closing.confirmed_at is None:
            closing.confirmed_at = clock.now()
            closing.save(update_fields=["confirmed_at"])
            record(actor, Verb.CLOSING_CONFIRMED, closing=str(closing.public_id))
            queue_closing(closing.public_id)
    return closing


def work_on(closing: BulkClosing, *, limit: int | None = None) -> int:
    """Close up to ``limit`` of the accounts that wait, in the name of whoever confirmed.

    Returns how many still wait. Safe to stop at any point, to repeat and to run twice at once.
    """
    if closing.confirmed_at is None:
        return _waiting(closing).count()
    maker = Membership.objects.select_related("user", "desk__organisation").get(
        pk=closing.made_by_id
    )
    actor, on = actor_of(maker), clock.today()
    in_force = Membership.objects.live(on).filter(pk=maker.pk).exists()
    for key in list(_waiting(closing).values_list("pk", flat=True)[:limit]):
        _close_row(actor, key, closing, in_force, on)
    left = _waiting(closing).count()
    if not left:
        BulkClosing.objects.filter(pk=closing.pk, finished_at=None).update(finished_at=clock.now())
    return left


def _close_row(actor: Actor, key: int, closing: BulkClosing, in_force: bool, on: date) -> None:
    """One account, whole: it is closed and its row says so, or neither changes but the row."""
    with writing(actor):
        row = (
            BulkRow.objects.select_for_update(of=("self",))
            .select_related("membership__desk", "successor__desk")
            .get(pk=key)
        )
        if row.state != RowState.WAITING:
            return
        row.why = _attempt(actor, row, closing, on) if in_force else WhyKept.NOT_ALLOWED
        row.state = RowState.KEPT if row.why else RowState.DONE
        row.done_at = clock.now()
        row.save(update_fields=["why", "state", "done_at"])


def _attempt(actor: Actor, row: BulkRow, closing: BulkClosing, on: date) -> str:
    """Why the account stays as it was; "" when it was closed."""
    try:
        close_account(
            actor=actor,
            membership_id=row.membership_id,
            reason=ClosingReason(closing.reason),
            successor=row.successor,
            on=on,
        )
    except SuccessorNeeded:
        return WhyKept.NOBODY_RECEIVES
    except AlreadyClosed:
        return WhyKept.ALREADY
    except Denied:
        return WhyKept.NOT_ALLOWED
    except Exception:  # one account that cannot be closed must not stop the others
        log.exception("closing.row_failed")
        return WhyKept.FAILED
    return ""


def _waiting(closing: BulkClosing) -> QuerySet[BulkRow]:
    return BulkRow.objects.filter(closing=closing, state=RowState.WAITING)


def led_by(memberships: Iterable[int], on: date) -> dict[int, tuple[int, int]]:
    """For each membership: how many teams she leads, and on how many others she serves."""
    counts: dict[int, tuple[int, int]] = {}
    serving = TeamMember.objects.filter(membership__in=list(memberships)).on(on)
    for key, function in serving.values_list("membership", "function"):
        led, served = counts.get(key, (0, 0))
        leads = function == TeamFunction.LEAD
        counts[key] = (led + leads, served + (not leads))
    return counts
