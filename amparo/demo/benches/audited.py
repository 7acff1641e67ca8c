"""What recording a reading costs: the same reading with and without its audit row."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from amparo.cases.models import Case, Note
from amparo.demo.benches.population import Registry
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import unlock

TURNS = 200  # of each kind and run, unless the run's seconds end first
PAGE = 25
Read = Callable[[bool], None]


def ratios(registry: Registry, *, runs: int, seconds: int) -> tuple[list[float], list[float]]:
    """Audited over unaudited median of each run, for a page of the list and for a file."""
    return (
        [_ratio(partial(_list, registry.worker), seconds) for _run in range(runs)],
        [_ratio(partial(_file, registry), seconds) for _run in range(runs)],
    )


def _ratio(read: Read, seconds: int) -> float:
    """Turns alternate, so that whatever else the machine does falls on both alike."""
    took: dict[bool, list[float]] = {True: [], False: []}
    until = time.perf_counter() + seconds
    while len(took[True]) < TURNS and (not took[True] or time.perf_counter() < until):
        for recorded, times in took.items():
            start = time.perf_counter()
            read(recorded)
            times.append(time.perf_counter() - start)
    return statistics.median(took[True]) / statistics.median(took[False])


def _list(actor: Actor, recorded: bool) -> None:
    with reading(actor) as door:
        visible = Case.objects.visible_to(actor, on=door.on).select_related("person")
        cases = list(visible[:PAGE])
        _saw(door, recorded, Verb.CASE_LISTED, cases, "code_name")


def _file(registry: Registry, recorded: bool) -> None:
    """One file of hers with her name and the notes, opened with the team's key."""
    actor, number = registry.worker, random.choice(registry.own)  # noqa: S311  a sample
    with reading(actor) as door:
        visible = Case.objects.visible_to(actor, on=door.on).select_related("person")
        case = visible.get(pk=number + 1)
        ring = unlock(actor, [case.subject], door.on)
        ring.text(case.person, "name")
        for note in Note.objects.filter(case=case):
            ring.text(note, "text")
        _saw(door, recorded, Verb.CASE_READ, [case], "name")


def _saw(door: Door, recorded: bool, verb: Verb, cases: list[Case], part: str) -> None:
    if recorded:
        door.saw(verb, [case.subject for case in cases], [part])
