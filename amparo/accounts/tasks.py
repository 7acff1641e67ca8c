"""Closings in bulk go on in the background, whoever keeps the page open."""

from __future__ import annotations

from uuid import UUID

from amparo.accounts.models import BulkClosing
from amparo.accounts.services.bulk import work_on
from amparo.kernel.jobs.queue import enqueue


def queue_closing(closing: UUID) -> None:
    """Queue the work of a confirmed closing, in the transaction that confirms it."""
    enqueue(run_closing, closing)


def run_closing(closing: str) -> None:
    """Close what waits; done twice, the second finds nothing."""
    work_on(BulkClosing.objects.get(public_id=UUID(closing)))
