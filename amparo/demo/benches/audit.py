"""`amparo bench audit`: what recording a reading costs, beside a locked hash chain; and how long a
large log takes to seal, verify and prove."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection

from amparo.cases.models import Case
from amparo.demo.benches import population, rowlevel
from amparo.demo.benches.chain import make_table, record_in_chain
from amparo.demo.benches.figures import Figure, Opponent, Result, percentile
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import Door, reading, writing
from amparo.kernel.audit.checkpoints import latest
from amparo.kernel.audit.models import AuditRow, AuditSubject, Checkpoint, Seal
from amparo.kernel.audit.proving import KeptHashes, proof_text
from amparo.kernel.audit.sealing import seal_waiting
from amparo.kernel.audit.services import leaf_of
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.audit.verifying import Verdict, verify

PAGE, TURNS, WRITERS, PROOFS = 25, 200, 8, 200
MOST_FILES = 2000  # enough for pages; the log is what is large here
ROWS_PER_PERSON = 10  # with the usual 100,000 persons, a log of a million rows
CHUNK = 5000
HOW = (
    (
        "*Page* is a list of 25 files of one's own teams, read inside a door without HTTP and "
        "template: nothing recorded, recorded as the product does, and recorded in a hash chain "
        "whose next row waits for the last one. Turns of all variants alternate."
    ),
    (
        "*Rows by eight writers* is recording alone, from eight threads at once: one audit row "
        "with one person each, against the same row in the chain. Client and database share the "
        "cores."
    ),
    (
        "The large log has one person in every row. It is sealed with a signed state every 1,000 "
        "rows, read again whole (columns against bytes, hashes, roots, signatures), and read "
        "again from the signed state before the last 10,000 rows. A proof is one row's path."
    ),
    (
        "Measured elsewhere on the same kind of machine (PostgreSQL 15, 8 writers, reading one "
        "row): 3,491 rows/s sealed later, 1,647 rows/s with the chain kept inside the transaction."
    ),
)


@dataclass(frozen=True)
class Variant:
    """One way to read the same page. Others add theirs to `VARIANTS`."""

    name: str
    read: Callable[[Actor], None]


def _page(door: Door) -> list[Case]:
    visible = Case.objects.visible_to(door.actor, on=door.on).select_related("person")
    return list(visible[:PAGE])


def _unaudited(actor: Actor) -> None:
    with reading(actor) as door:
        _page(door)


def _audited(actor: Actor) -> None:
    with reading(actor) as door:
        door.saw(Verb.CASE_LISTED, [case.subject for case in _page(door)], ["code_name"])


def _chained(actor: Actor) -> None:
    with reading(actor) as door:
        cases = _page(door)
        record_in_chain(actor, Verb.CASE_LISTED, [case.subject for case in cases])


VARIANTS = [
    Variant("unaudited", _unaudited),
    Variant("audited", _audited),
    Variant("chained", _chained),
]


def measure(options: argparse.Namespace) -> Result:
    """``options.persons`` files at most 2,000, and ten rows of log for each of them."""
    make_table()
    registry = population.build(min(options.persons, MOST_FILES))
    pages = [_pages(registry.worker, options.seconds) for _run in range(options.runs)]
    rates = [_rates(registry.worker, options.seconds) for _run in range(options.runs)]
    walls = rowlevel.figures(registry, runs=options.runs, seconds=options.seconds)
    costs, large = _costs(pages, rates), _large(options.persons * ROWS_PER_PERSON)
    return Result([*costs, *walls, *large], (*HOW, *rowlevel.HOW) if walls else HOW)


def _pages(actor: Actor, seconds: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {variant.name: [] for variant in VARIANTS}
    until = time.perf_counter() + seconds
    for _turn in range(TURNS):
        for variant in VARIANTS:
            start = time.perf_counter()
            variant.read(actor)
            took[variant.name].append(time.perf_counter() - start)
        if time.perf_counter() > until:
            break
    said = (f"{name} {1000 * statistics.median(times):.1f} ms" for name, times in took.items())
    sys.stderr.write(f"  page: {', '.join(said)}\n")
    return took


def _rates(actor: Actor, seconds: int) -> dict[str, float]:
    """Rows per second of eight writers at once, each way of recording for half the time."""
    persons = [uuid4() for _person in range(WRITERS)]

    def sealed_later(number: int) -> None:
        with writing(actor) as door:
            door.saw(Verb.CASE_READ, [persons[number]])

    def in_chain(number: int) -> None:
        with writing(actor):
            record_in_chain(actor, Verb.CASE_READ, [persons[number]])

    ways = {"audited": sealed_later, "chained": in_chain}
    return {name: _rate(write, max(1.0, seconds / 2)) for name, write in ways.items()}


def _rate(write: Callable[[int], None], seconds: float) -> float:
    until = time.perf_counter() + seconds

    def keep_writing(number: int) -> int:
        done = 0
        while time.perf_counter() < until:
            write(number)
            done += 1
        connection.close()
        return done

    start = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as writers:
        done = sum(writers.map(keep_writing, range(WRITERS)))
    return done / (time.perf_counter() - start)


def _costs(pages: list[dict[str, list[float]]], rates: list[dict[str, float]]) -> list[Figure]:
    figures = [
        Figure(
            f"page_{name}_p{share * 100:.0f}",
            tuple(1000 * percentile(one[name], share) for one in pages),
            "ms",
        )
        for name in pages[0]
        for share in (0.5, 0.95)
    ]
    chained = Opponent("locked hash chain, this run", _middle(_over(pages, "chained")))
    sealed = Opponent(
        "locked hash chain, this run", _middle(tuple(one["chained"] for one in rates))
    )
    return [
        *figures,
        Figure(
            "audited_over_unaudited_page",
            _over(pages, "audited"),
            "×",
            at_most=1.5,
            opponent=chained,
        ),
        Figure(
            "rows_by_eight_writers",
            tuple(one["audited"] for one in rates),
            "rows/s",
            opponent=sealed,
        ),
    ]


def _over(pages: list[dict[str, list[float]]], name: str) -> tuple[float, ...]:
    return tuple(
        statistics.median(one[name]) / statistics.median(one["unaudited"]) for one in pages
    )


def _middle(values: tuple[float, ...]) -> float:
    return statistics.median(values)


def _large(rows: int) -> list[Figure]:
    """Seal, read again and prove a log of so many rows."""
    _write(rows)
    took = {
        "seal": _timed("seal", lambda: seal_waiting(everything=True) > 0),
        "verify": _timed("verify", lambda: _is_sound(None)),
        "verify_last_rows": _timed("verify_last_rows", lambda: _is_sound(_before_last_rows())),
    }
    sealed = Seal.objects.count()
    return [
        Figure("log", (float(sealed),), "rows"),
        Figure("seal", (sealed / took["seal"],), "rows/s"),
        Figure("verify", (took["verify"],), "s", at_most=max(1.0, 60 * sealed / 1_000_000)),
        Figure("verify_last_rows", (took["verify_last_rows"],), "s", at_most=5),
        Figure("prove", (_proving(),), "ms"),
    ]


def _timed(name: str, work: Callable[[], bool]) -> float:
    """Seconds. Raises RuntimeError for work that did not come out well."""
    start = time.perf_counter()
    if not work():
        raise RuntimeError(f"{name} did not come out well")
    took = time.perf_counter() - start
    sys.stderr.write(f"  {name}: {took:.1f} s\n")
    return took


def _is_sound(since: int | None) -> bool:
    return verify(since=since).verdict is Verdict.SOUND


def _write(rows: int) -> None:
    """One person in every row, at a day's distance, as a log of years would be."""
    persons = [uuid4() for _person in range(500)]
    begin = clock.now() - timedelta(days=400)
    with writing(system_actor("sealer")):
        for first in range(0, rows, CHUNK):
            made = [
                AuditRow(
                    at=begin + timedelta(seconds=number),
                    actor="user:bench",
                    verb=Verb.CASE_READ,
                    fields=["name", "plan"],
                    details={"number": number},
                )
                for number in range(first, min(first + CHUNK, rows))
            ]
            named = [persons[row.details["number"] % len(persons)] for row in made]
            for row, person in zip(made, named, strict=True):
                row.leaf = leaf_of(row, [person])
            AuditRow.objects.bulk_create(made)
            AuditSubject.objects.bulk_create(
                AuditSubject(row=row, pseudonym=person)
                for row, person in zip(made, named, strict=True)
            )


def _before_last_rows() -> int | None:
    """The signed state ten before the newest; None in a log that has fewer."""
    newest = latest()
    return max(newest.number - 10, 1) if newest else None


def _proving() -> float:
    """Milliseconds of one proof, each without what another one read."""
    with reading(system_actor("sealer")):
        size = Checkpoint.objects.latest("number").size
        chosen = random.sample(range(size), min(PROOFS, size))
        rows = list(Seal.objects.filter(position__in=chosen).values_list("row_id", flat=True))
        start = time.perf_counter()
        for row in rows:
            proof_text(row, KeptHashes())
        return 1000 * (time.perf_counter() - start) / len(rows)
