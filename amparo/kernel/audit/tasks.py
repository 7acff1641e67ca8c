"""When the log is sealed: every few seconds by the worker, all of it at its start and each day."""

from __future__ import annotations

from amparo.kernel.audit.sealing import seal_waiting
from amparo.kernel.jobs.beat import at_start, on_each_beat
from amparo.kernel.jobs.daily import daily


@on_each_beat
def seal_recent_rows() -> None:
    seal_waiting()


@at_start
@daily
def seal_everything() -> None:
    """Also what committed later than anybody expects."""
    seal_waiting(everything=True)
