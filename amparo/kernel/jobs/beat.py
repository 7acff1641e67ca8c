"""Work done every few seconds by the worker itself; apps name their functions at start-up."""

from __future__ import annotations

import logging
from collections.abc import Callable

BEAT_SECONDS = 5
Work = Callable[[], object]
log = logging.getLogger(__name__)
_each: list[Work] = []
_first: list[Work] = []


def on_each_beat(function: Work) -> Work:
    """Register a short function; what fails is tried again at the next beat."""
    if function not in _each:
        _each.append(function)
    return function


def at_start(function: Work) -> Work:
    """Register a function that each worker does once, before its first beat."""
    if function not in _first:
        _first.append(function)
    return function


def begin() -> None:
    _do(_first)


def beat() -> None:
    _do(_each)


def _do(work: list[Work]) -> None:
    """One that fails takes neither the others nor the worker with it."""
    for function in work:
        try:
            function()
        except Exception:
            log.exception("beat failed")
