"""`reading(actor)` and `writing(actor)`: the only two ways to classed data.

Inside a door every query runs with the actor's row-level context (PostgreSQL) and results are
lists before the door closes; rendering comes after. Reading opens no transaction on SQLite, so it
never takes the write lock; what was shown is recorded by one short write on the way out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.ceiling import TooManyPeople
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.audit.services import record, record_ceiling, record_refusal
from amparo.kernel.audit.verbs import Verb


@dataclass
class Door:
    """An open door: the day it was opened, and what it has shown so far."""

    actor: Actor
    on: date
    _seen: list[tuple[Verb, tuple[UUID, ...], tuple[str, ...]]] = field(default_factory=list)

    def saw(self, verb: Verb, subjects: Iterable[UUID], fields: Iterable[str] = ()) -> None:
        """Note that this page shows these people; written as one row when the door closes."""
        listed = tuple(subjects)
        if listed:
            self._seen.append((verb, listed, tuple(fields)))

    def close(self) -> None:
        for verb, subjects, fields in self._seen:
            record(self.actor, verb, subjects=subjects, fields=fields)


@contextmanager
def reading(actor: Actor, *, holds: Iterable[object] = ()) -> Iterator[Door]:
    """Read classed data as ``actor``; the audit row is committed before the response leaves.

    ``holds``: keys of the only rows that whoever has no place may see (`rowlevel.context`).
    """
    door = Door(actor, clock.today())
    try:
        if connection.vendor == "postgresql":
            with acting(actor, holds=holds):
                yield door
                door.close()
        else:
            yield door
            if door._seen:
                with transaction.atomic():
                    door.close()
    except TooManyPeople as ceiling:
        record_ceiling(actor, ceiling.most)
        raise


@contextmanager
def writing(actor: Actor, *, holds: Iterable[object] = ()) -> Iterator[Door]:
    """Change classed data as ``actor``: one transaction; a refusal is recorded after rollback.

    A row that the second wall hides is not found where a predicate would have said no: both are
    Denied, recorded alike, and may still be caught as the model's own ``DoesNotExist``.
    """
    door = Door(actor, clock.today())
    try:
        with acting(actor, holds=holds):
            yield door
            door.close()
    except Denied as refusal:
        record_refusal(actor, refusal.predicate)
        raise
    except TooManyPeople as ceiling:
        record_ceiling(actor, ceiling.most)
        raise
    except ObjectDoesNotExist as missing:
        if connection.vendor != "postgresql":
            raise
        hidden = _hidden(type(missing))
        record_refusal(actor, hidden.predicate)
        raise hidden from missing


def _hidden(missing: type[ObjectDoesNotExist]) -> Denied:
    kind = type("Hidden", (Denied, missing), {})
    found: Denied = kind("exists_for_actor")
    return found


def require(predicate: Callable[..., bool], actor: Actor, *things: Any) -> None:
    """Raise Denied, named after the predicate, unless it holds."""
    if not predicate(actor, *things):
        raise Denied(predicate.__name__)


def claim_version(record_: models.Model, opened_version: int) -> None:
    """Move a locked record to its next version.

    Raises:
        ChangedSinceOpened: it was saved by somebody else after ``opened_version`` was shown.
    """
    if record_.version != opened_version:  # type: ignore[attr-defined]  # editable records have one
        raise ChangedSinceOpened
    record_.version = opened_version + 1  # type: ignore[attr-defined]
