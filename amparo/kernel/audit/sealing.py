"""Sealing: committed rows get their place in the tree, and the tree a signed checkpoint.

A row's place is given when it is sealed, in the order in which rows are found committed: a
transaction that commits late, with a lower key, is found by the next pass. So what waits is
always "rows without a seal", never "rows after the last one".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.audit import checkpoints
from amparo.kernel.audit.merkle import Frontier, leaf_hash
from amparo.kernel.audit.models import AuditRow, Checkpoint, Seal, TreeNode
from amparo.kernel.vault.nodekeys import MissingKey

ROWS_PER_CHECKPOINT = 1000
RECENT = timedelta(hours=1)  # no transaction stays open longer; the daily pass finds it if one did
ALERT_AFTER = timedelta(minutes=15)
A_DAY = timedelta(hours=25)  # between two passes over everything, and a coarse time of a row
STOP_EXPORTS_AFTER = timedelta(hours=4)
LOCK = 0x616D7061  # one sealer at a time among all processes of a database


class SealingLate(ValidationError):
    """The log has not been sealed for hours: nothing may leave until it is."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "El registro de lecturas no se ha podido sellar desde hace más de cuatro horas. "
                "Hasta que se selle no se puede exportar. Avise a quien administra el sistema."
            ),
            code="sealing_late",
        )


@dataclass(frozen=True)
class SealState:
    """How far sealing is: ``late`` is how long rows have been waiting; zero when none waits."""

    size: int
    sealed_at: datetime | None
    waiting: int
    late: timedelta

    @property
    def alerts(self) -> bool:
        return self.late > ALERT_AFTER

    @property
    def stops_exports(self) -> bool:
        return self.late > STOP_EXPORTS_AFTER


def unsealed(*, after: int = 0) -> QuerySet[AuditRow]:
    """Committed rows without a place in the tree; ``after`` only spares looking at old ones."""
    sealed = Seal.objects.filter(row=OuterRef("pk"))
    return AuditRow.objects.filter(~Exists(sealed), pk__gt=after).order_by("pk")


def overdue(last: Checkpoint | None) -> QuerySet[AuditRow]:
    """Rows that a sealer at work would have sealed: 15 minutes for recent ones, else a day."""
    now, waiting = clock.now(), unsealed()
    if last is None or last.at < now - ALERT_AFTER:
        return waiting.filter(at__lt=now - ALERT_AFTER)
    return waiting.filter(at__lt=now - A_DAY, pk__lte=_recent_from())


def seal_waiting(*, everything: bool = False) -> int:
    """Seal what waits, a checkpoint for at most 1000 rows; how many rows were sealed.

    ``everything`` looks at every row ever written and not only at recent ones.
    """
    total = 0
    while sealed := seal_once(everything=everything):
        total += sealed
    return total


def seal_once(*, everything: bool = False) -> int:
    """One checkpoint, in a transaction of its own; 0 when nothing waits or another one seals.

    Raises:
        MissingKey: the key of the log is gone from this home.
    """
    with writing(system_actor("sealer")):
        if not _alone():
            return 0
        last = checkpoints.latest()
        waiting = unsealed(after=0 if everything else _recent_from())
        rows = list(waiting.values_list("pk", "leaf")[:ROWS_PER_CHECKPOINT])
        if rows:
            _extend(last, rows)
    return len(rows)


def seal_state() -> SealState:
    """How the sealing goes, for whoever watches it."""
    with reading(system_actor("sealer")):
        last, waiting = checkpoints.latest(), unsealed(after=_recent_from())
        oldest = waiting.aggregate(at=Min("at"))["at"]
        return SealState(
            size=last.size if last else 0,
            sealed_at=last.at if last else None,
            waiting=waiting.count(),
            late=_late(oldest, last.at if last else None),
        )


def require_sealed_log() -> None:
    """Before anything leaves the node: seal what waits if it has waited too long, or refuse.

    Call it outside any door: sealing commits by itself.

    Raises:
        SealingLate: rows have waited for more than four hours and cannot be sealed now.
    """
    if not seal_state().stops_exports:
        return
    try:
        seal_waiting()
    except MissingKey:
        raise SealingLate from None
    if seal_state().stops_exports:
        raise SealingLate


def _late(oldest: datetime | None, sealed_at: datetime | None) -> timedelta:
    """Rows may carry a coarser time than their own: the last checkpoint bounds the wait."""
    if oldest is None:
        return timedelta(0)
    since = max(oldest, sealed_at) if sealed_at else oldest
    return max(clock.now() - since, timedelta(0))


def _alone() -> bool:
    """Whether this transaction is the only one that seals; on SQLite writing is alone already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _recent_from() -> int:
    """The highest row that was sealed an hour ago: what is lower has had time to commit."""
    old = checkpoints.before(clock.now() - RECENT).values_list("highest_row", flat=True).first()
    return old or 0


def _extend(last: Checkpoint | None, rows: Sequence[tuple[int, Any]]) -> None:
    frontier = Frontier.of_bytes(last.size, bytes(last.frontier)) if last else Frontier()
    seals = []
    for row, leaf in rows:
        sealed = leaf_hash(bytes(leaf))
        seals.append(Seal(position=frontier.size, row_id=row, leaf_hash=sealed))
        frontier.add(sealed)
    Seal.objects.bulk_create(seals)
    TreeNode.objects.bulk_create(
        [TreeNode(level=one.level, index=one.place, hash=one.hash) for one in frontier.complete]
    )
    highest = max(rows[-1][0], last.highest_row if last else 0)
    write_checkpoint(last, frontier, highest)


def write_checkpoint(last: Checkpoint | None, frontier: Frontier, highest: int) -> Checkpoint:
    """Sign the state of the tree and keep it."""
    key = checkpoints.signing_key(may_create=last is None)
    public = checkpoints.public_bytes(key)
    checkpoint = Checkpoint(
        number=last.number + 1 if last else 1,
        node=checkpoints.node_name(public),
        size=frontier.size,
        root=frontier.root(),
        at=clock.now(),
        previous=checkpoints.digest(last) if last else checkpoints.FIRST_PREVIOUS,
        public_key=public,
        frontier=frontier.as_bytes(),
        highest_row=highest,
    )
    checkpoints.sign(checkpoint, key)
    checkpoint.save(force_insert=True)
    return checkpoint
