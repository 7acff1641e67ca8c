"""What the account pages show, put together from few queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from amparo.accounts.choices import RowState, State
from amparo.accounts.models import BulkClosing, BulkRow, Opening, state_of
from amparo.accounts.querysets import managed_memberships
from amparo.accounts.receiving import colleagues_to_receive
from amparo.accounts.services.bulk import led_by
from amparo.kernel.access.actor import Actor
from amparo.kernel.identity import tally
from amparo.kernel.identity.factors import without_factor
from amparo.kernel.organisations.models import Membership

AHEAD = timedelta(days=30)
TONES = {
    State.LIVE: "done",
    State.COMING: "open",
    State.WAITING: "soon",
    State.SUSPENDED: "late",
    State.ENDED: "late",
    State.CLOSED: "",
}
OPEN = (State.LIVE, State.COMING, State.WAITING, State.SUSPENDED, State.ENDED)


@dataclass(frozen=True)
class AccountRow:
    """One line of the list."""

    membership: Membership
    state: State
    letter: bool
    factor: bool
    ends_soon: bool

    @property
    def public_id(self) -> UUID:
        return self.membership.public_id

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def matches(self, wanted: str) -> bool:
        """Whether it belongs under one of the filters of the list."""
        if wanted == "closed":
            return self.state == State.CLOSED
        working = self.state in (State.LIVE, State.COMING)
        checks = {
            "ending": self.ends_soon and self.state != State.CLOSED,
            "factorless": not self.factor and working,
            "letterless": not self.letter and self.state != State.CLOSED,
            "waiting": self.state == State.WAITING,
            "suspended": self.state == State.SUSPENDED,
        }
        return checks.get(wanted, self.state in OPEN)


def account_rows(actor: Actor, on: date) -> list[AccountRow]:
    """Every account of her institutions, by desk and name."""
    memberships = list(
        managed_memberships(actor).order_by(
            "desk__organisation__name", "desk__name", "user__username", "pk"
        )
    )
    openings = {one.membership_id: one for one in Opening.objects.managed_by(actor)}
    bare = without_factor([one.user_id for one in memberships])
    return [_row(one, openings.get(one.pk), bare, on) for one in memberships]


def _row(membership: Membership, opening: Opening | None, bare: set[int], on: date) -> AccountRow:
    ends = membership.until_on
    return AccountRow(
        membership=membership,
        state=state_of(membership, opening, on),
        letter=opening is not None and bool(opening.letter_number),
        factor=membership.user_id not in bare,
        ends_soon=ends is not None and ends <= on + AHEAD,
    )


def attacked_names(rows: list[AccountRow]) -> set[str]:
    """Accounts on which somebody is failing again and again."""
    return tally.attacked(
        {row.membership.user.username for row in rows if row.state != State.CLOSED}
    )


@dataclass(frozen=True)
class ClosingRow:
    """What happens, or happened, to one account of a closing."""

    row: BulkRow
    leads: int
    serves: int
    colleagues: list[Membership]

    @property
    def stays(self) -> bool:
        """Whether it will stay open: it leads teams and nobody is named to receive them."""
        return self.leads > 0 and self.row.successor_id is None

    @property
    def field(self) -> str:
        return f"successor-{self.row.pk}"


@dataclass(frozen=True)
class ClosingPage:
    """A closing with its rows and what it leaves behind."""

    closing: BulkClosing
    rows: list[ClosingRow]
    empty_desks: list[str]

    @property
    def counts(self) -> Counter[Any]:
        return Counter(one.row.state for one in self.rows)

    @property
    def waiting(self) -> int:
        return self.counts[RowState.WAITING]

    @property
    def done(self) -> int:
        return self.counts[RowState.DONE]

    @property
    def kept(self) -> int:
        return self.counts[RowState.KEPT]

    @property
    def leading(self) -> int:
        return sum(one.leads > 0 for one in self.rows)

    @property
    def staying(self) -> int:
        return sum(one.stays for one in self.rows)


def closing_page(actor: Actor, closing: BulkClosing, on: date) -> ClosingPage:
    """The rows of a closing, with their teams and who could receive them."""
    rows = list(
        BulkRow.objects.filter(closing=closing).select_related(
            "membership__user",
            "membership__desk__organisation",
            "successor__user",
            "successor__desk",
        )
    )
    leaving = [row.membership_id for row in rows]
    teams = led_by(leaving, on)
    colleagues = _colleagues(actor, rows, leaving, on) if closing.confirmed_at is None else []
    shown = []
    for row in rows:
        leads, serves = teams.get(row.membership_id, (0, 0))
        shown.append(ClosingRow(row, leads, serves, colleagues if leads else []))
    return ClosingPage(closing, shown, _left_empty(rows, on))


def _colleagues(
    actor: Actor, rows: list[BulkRow], leaving: list[int], on: date
) -> list[Membership]:
    """All rows are of one institution, so what one may hand over to, all may."""
    return colleagues_to_receive(actor, rows[0].membership, on, but=leaving) if rows else []


def _left_empty(rows: list[BulkRow], on: date) -> list[str]:
    """Desks at which nobody works any more once the rows are closed."""
    desks = {row.membership.desk_id: row.membership.desk for row in rows}
    leaving = [row.membership_id for row in rows]
    staffed = set(
        Membership.objects.live(on)
        .filter(desk__in=desks)
        .exclude(pk__in=leaving)
        .values_list("desk", flat=True)
    )
    return sorted(str(desk) for key, desk in desks.items() if key not in staffed)
