"""Background work on the database's own queue: enqueued in the causing transaction, done at
least once. Arguments are ids only: whoever has the file can read the queue."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django_q.tasks import async_task


def enqueue(job: Callable[..., object], *ids: UUID) -> None:
    """Queue ``job(*ids)``. Raises TypeError for an argument that is not a UUID."""
    for argument in ids:
        if not isinstance(argument, UUID):
            raise TypeError("job arguments are ids only")
    path = f"{job.__module__}.{job.__qualname__}"
    async_task(path, *[str(argument) for argument in ids], task_name=job.__qualname__)
