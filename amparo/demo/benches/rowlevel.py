"""What the second wall costs: the same reading with PostgreSQL's rules over it and with the filter
alone. On SQLite there is nothing to compare."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection

from amparo.cases.models import Case, Event, Need, Note
from amparo.demo.benches.figures import Figure
from amparo.demo.benches.people import invented
from amparo.demo.benches.population import Registry
from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.vault.keyring import unlock
from amparo.persons.services import search

TURNS = 200  # of each kind and run, unless the run's seconds end first
PAGE = 25
AT_MOST = 1.5
Read = Callable[[], object]
HOW = (
    (
        "*Rules over filter* is the same reading by the application's role, which PostgreSQL's "
        "rules hold back, over reading by a login that they do not hold back: without HTTP and "
        "page, inside a door, medians of alternating turns."
    ),
)


def figures(registry: Registry, *, runs: int, seconds: int) -> list[Figure]:
    """Median with rules over median without, of each run, for a list, a search and a file.

    None where the doors take on no narrower role (DATABASE_ROLE), as on SQLite.
    """
    if connection.vendor != "postgresql" or not settings.ROW_LEVEL_ROLE:
        return []
    reads: dict[str, Read] = {
        "list": partial(_list, registry),
        "search": partial(_search, registry),
        "file": partial(_file, registry),
    }
    return [
        Figure(
            f"{name}_rules_over_filter",
            tuple(_ratio(read, seconds) for _run in range(runs)),
            "times",
            at_most=AT_MOST,
        )
        for name, read in reads.items()
    ]


def _ratio(read: Read, seconds: int) -> float:
    """Turns alternate, so that whatever else the machine does falls on both alike."""
    role, took = settings.ROW_LEVEL_ROLE, dict[bool, list[float]]({True: [], False: []})
    until = time.perf_counter() + seconds
    try:
        while len(took[True]) < TURNS and (not took[True] or time.perf_counter() < until):
            for ruled, times in took.items():
                settings.ROW_LEVEL_ROLE = role if ruled else ""
                start = time.perf_counter()
                read()
                times.append(time.perf_counter() - start)
    finally:
        settings.ROW_LEVEL_ROLE = role
    return statistics.median(took[True]) / statistics.median(took[False])


def _list(registry: Registry) -> list[Case]:
    with reading(registry.worker) as door:
        visible = Case.objects.visible_to(registry.worker, on=door.on)
        return list(visible.select_related("person")[:PAGE])


def _search(registry: Registry) -> object:
    number = random.choice(registry.own)  # noqa: S311  a sample
    with reading(registry.worker) as door:
        name = invented(number, clock.today()).name
        return search(actor=registry.worker, text=name, on=door.on)


def _file(registry: Registry) -> object:
    """One file of hers with her name and what hangs on it."""
    actor, number = registry.worker, random.choice(registry.own)  # noqa: S311  a sample
    with reading(actor) as door:
        visible = Case.objects.visible_to(actor, on=door.on).select_related("person")
        case = visible.get(pk=number + 1)
        ring = unlock(actor, [case.subject], door.on)
        children = [list(kind.objects.filter(case=case)) for kind in (Event, Need, Note)]
        return ring.text(case.person, "name"), children
