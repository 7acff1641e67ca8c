"""A place in the queue as one signed word, for addresses and for the API."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core import signing

from amparo.reports.querysets import QueuePlace

SALT = "amparo.reports.queue"


def written(place: QueuePlace | None) -> str:
    """The word of a place; "" for none. It names a report by its public id only."""
    if place is None:
        return ""
    moments = [place.clock_at.isoformat(), place.received_at.isoformat()]
    return signing.Signer(salt=SALT).sign_object([place.weight, *moments, str(place.id)])


def read(word: str) -> QueuePlace | None:
    """The place a word stands for; None, the queue's beginning, for anything else."""
    try:
        weight, clock_at, received_at, last = signing.Signer(salt=SALT).unsign_object(word)
    except (signing.BadSignature, ValueError):
        return None
    moments = datetime.fromisoformat(clock_at), datetime.fromisoformat(received_at)
    return QueuePlace(int(weight), *moments, UUID(last))
