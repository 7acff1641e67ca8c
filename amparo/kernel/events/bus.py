"""Events and their receivers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import TypeVar
from uuid import UUID

from amparo.kernel.jobs.queue import enqueue


@dataclass(frozen=True)
class Event:
    """Base of all events: every field is the public id of an upstream record."""


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    consent: UUID


@dataclass(frozen=True)
class PersonErased(Event):
    """Somebody was erased: figures are made again. It names nobody: the queue can be read."""


@dataclass(frozen=True)
class ShareEnded(Event):
    share: UUID


Receiver = Callable[..., object]
R = TypeVar("R", bound=Receiver)
_receivers: dict[type[Event], list[Receiver]] = defaultdict(list)


def on(event: type[Event]) -> Callable[[R], R]:
    """Register a module-level function ``receiver(*ids as text)`` for an event."""

    def register(receiver: R) -> R:
        if receiver not in _receivers[event]:
            _receivers[event].append(receiver)
        return receiver

    return register


def publish(event: Event) -> None:
    """Queue the event for each receiver, in the caller's transaction."""
    for receiver in _receivers[type(event)]:
        enqueue(receiver, *astuple(event))
