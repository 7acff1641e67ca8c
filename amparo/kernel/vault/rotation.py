"""Newer keys for old ones, while everybody works.

A new version seals from the moment it is made; what older ones sealed is moved in short
transactions; a stopped run goes on where it was; an old version goes away only when nothing names
it and whoever was at work when the new one was made has finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction
from django.db.models import Count

from amparo.kernel.vault.models import Recipient
from amparo.kernel.vault.nodekeys import LEGACY, NodeKeys
from amparo.kernel.vault.recipients import families_of, unwrap_private, wrap_private

BATCH = 200
# Longer than any request, job or transaction may last (`Q_CLUSTER["timeout"]` is 600).
QUIET_SECONDS = 15 * 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rotated:
    """``resumed``: an older run had been stopped. ``closed``: rows whose key does not open."""

    moved: int
    closed: int
    retired: tuple[str, ...]
    resumed: bool


def rotate_recipients(progress: Progress, *, quiet_seconds: int = QUIET_SECONDS) -> Rotated:
    """Seal every private half that the node keeps under a newer key of its side of the wall."""
    keys: NodeKeys = settings.HOME.keys
    waiting = _behind(keys)
    resumed = bool(waiting)
    if not resumed:
        for family in _families():
            keys.next_version(family)
        waiting = _behind(keys)
    moved = _move(waiting, progress)
    retired = retire_unused(quiet_seconds=quiet_seconds)
    return Rotated(moved, len(waiting) - moved, retired, resumed)


def retire_unused(*, quiet_seconds: int = QUIET_SECONDS) -> tuple[str, ...]:
    """Destroy the older versions that no row names any more; returns their names."""
    keys: NodeKeys = settings.HOME.keys
    used, retired = set(sealed_counts()), list[str]()
    for family in _families():
        *older, _newest = keys.versions(family) or [0]
        newest = keys.current(family)
        if not older or _age_seconds(keys, newest) < quiet_seconds:
            continue
        for version in older:
            name = f"{family}-{version}"
            if name not in used:
                keys.retire(name)
                retired.append(name)
    return tuple(retired)


def sealed_counts() -> dict[str, int]:
    """How many private halves each key of the node seals, by its name."""
    rows = Recipient.objects.exclude(sealed_by="").values("sealed_by").order_by("sealed_by")
    return {row["sealed_by"]: row["rows"] for row in rows.annotate(rows=Count("pk"))}


def closed_recipients() -> list[Recipient]:
    """Those whose private half does not open on this node now."""
    closed = []
    for recipient in Recipient.objects.exclude(sealed_by="").order_by("pk").iterator(BATCH):
        try:
            unwrap_private(recipient)
        except (InvalidTag, ValueError):
            closed.append(recipient)
    return closed


def _families() -> list[str]:
    """Every family that seals something now, as it would be named today."""
    found = {name.rpartition("-")[0] for name in sealed_counts() if name != LEGACY}
    for pks in _batches(
        list(Recipient.objects.filter(sealed_by=LEGACY).values_list("pk", flat=True))
    ):
        found |= set(families_of(Recipient.objects.filter(pk__in=pks)).values())
    return sorted(found)


def _behind(keys: NodeKeys) -> list[int]:
    """Rows that a version other than the newest of their family seals."""
    newest = {keys.current(family) for family in _families()}
    rows = Recipient.objects.exclude(sealed_by="").exclude(sealed_by__in=newest)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _move(waiting: list[int], progress: Progress) -> int:
    moved = 0
    for pks in _batches(waiting):
        with transaction.atomic():
            rows = list(Recipient.objects.select_for_update().filter(pk__in=pks))
            ready = [row for row in rows if _sealed_again(row)]
            Recipient.objects.bulk_update(ready, ["private_key", "sealed_by"])
        moved += len(ready)
        progress(moved, len(waiting))
    return moved


def _sealed_again(recipient: Recipient) -> bool:
    """One that does not open stays as it is: a key that comes back from a copy still fits it."""
    try:
        private = unwrap_private(recipient)
        recipient.private_key = wrap_private(recipient, private, None)
    except (InvalidTag, ValueError):
        return False
    return True


def _age_seconds(keys: NodeKeys, name: str) -> float:
    try:
        return time.time() - (keys.folder / f"{name}.sealed").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _batches(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))
