"""`amparo bench casework`: the three pages of a working day in a registry of many persons."""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from amparo.cases.models import Case
from amparo.demo.benches import audited, population, rowlevel
from amparo.demo.benches.browser import Browser, Unexpected
from amparo.demo.benches.figures import Figure, Opponent, Result, percentile
from amparo.demo.benches.machine import busy_share
from amparo.demo.benches.people import invented
from amparo.demo.benches.population import WORKER, Registry
from amparo.demo.benches.server import Server
from amparo.kernel import clock

REQUESTS = 200  # of each page and run, unless the run's seconds end first
NEXT = re.compile(r'href="(\?[^"]*desde=[^"]+)"')
TARGETS_MS = {"list": 150, "search": 200, "file": 80}
OPPONENTS = {
    "list": Opponent("DHIS2, event pages after its fixes: p95 131 to 209 ms"),
    "search": Opponent("DHIS2 #24433, search after its fix: p95 198 ms", 198),
    "file": Opponent("DHIS2, single record: p95 5 to 42 ms"),
}
HOW = (
    (
        "Loopback HTTP against `amparo serve`, one member of staff signed in, one request after "
        "another, whole pages with their audit rows; client and server share the cores. A page "
        "that is not the expected one counts as an error."
    ),
    (
        "*List* walks through her cases 25 at a time; *search* asks for two words of the name of "
        "somebody of hers; *file* opens the summary of one of hers at random."
    ),
    (
        "Every invented person has a real key per data class, wrapped to her team, sealed words, "
        "blind name tokens, a case, a status, two events, a need, a goal, two notes and audit "
        "rows, written by shared inserts. Nobody else's shortcut is taken when reading."
    ),
    (
        "*Audited over unaudited* is the same reading, without HTTP and page, with what was seen "
        "recorded and without: medians of alternating turns. Measured before on a read of one row "
        "(PostgreSQL 15, 8 writers, medians): 3.1 times with one audit row, 7.6 times with a hash "
        "chain kept inside the transaction."
    ),
    (
        "DHIS2's figures are those its developers published with their performance fixes, on "
        "their data and machines: they say what users of a large system live with, not that one "
        "of the two is faster."
    ),
)


@dataclass
class _Pages:
    """Seconds of each page that came as expected. ``busy``: % of the cores in use before."""

    busy: float
    took: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in TARGETS_MS})
    errors: int = 0


def measure(options: argparse.Namespace) -> Result:
    """Build ``options.persons`` files, then runs of at most ``options.seconds`` for each page."""
    start = time.perf_counter()
    registry = population.build(options.persons)
    built = time.perf_counter() - start
    sys.stderr.write(f"  built in {built:.0f} s; {len(registry.own):,} of hers\n")
    connection.close()
    with Server() as server:
        runs = [_run(server, registry, options.seconds) for _run_number in range(options.runs)]
    lists, files = audited.ratios(registry, runs=options.runs, seconds=options.seconds)
    walls = rowlevel.figures(registry, runs=options.runs, seconds=options.seconds)
    found = [*_figures(runs), *_ratios(lists, files), *walls, *_size(registry, built)]
    return Result(found, (*HOW, *rowlevel.HOW) if walls else HOW)


def _run(server: Server, registry: Registry, seconds: int) -> _Pages:
    chance, pages = random.Random(), _Pages(busy_share())  # noqa: S311  a sample, not a secret
    cases = dict(Case.objects.filter(person__in=_keys(registry)).values_list("pk", "public_id"))
    connection.close()
    with Browser(server.port, WORKER) as browser:
        for name, asking in (
            ("list", _lists(browser)),
            ("search", _searches(browser, registry, chance)),
            ("file", _files(browser, registry, cases, chance)),
        ):
            _ask(name, asking, pages, seconds)
    said = (f"{name} p95 {1000 * percentile(took, 0.95):.0f} ms" for name, took in _some(pages))
    sys.stderr.write(f"  busy {pages.busy:.0f} %, {', '.join(said)}, errors {pages.errors}\n")
    return pages


def _keys(registry: Registry) -> list[int]:
    return [number + 1 for number in registry.own]


def _some(pages: _Pages) -> list[tuple[str, list[float]]]:
    return [(name, took) for name, took in pages.took.items() if took]


def _ask(name: str, asking: Iterator[float | None], pages: _Pages, seconds: int) -> None:
    until = time.perf_counter() + seconds
    for took in islice(asking, REQUESTS):
        if took is None:
            pages.errors += 1
        else:
            pages.took[name].append(took)
        if time.perf_counter() > until:
            return


def _asked(ask: Callable[[], tuple[str, float]], expected: str) -> tuple[str, float | None]:
    """A page and its seconds; None for a page without what it should show."""
    try:
        page, took = ask()
    except Unexpected:
        return "", None
    return page, took if expected in page else None


def _lists(browser: Browser) -> Iterator[float | None]:
    following = ""
    while True:
        address = f"/casos/{following}"
        page, took = _asked(lambda address=address: browser.get(address), "<tbody>")  # type: ignore[misc]  # bound now
        yield took
        more = NEXT.search(page)
        following = more[1].replace("&amp;", "&") if more else ""


def _searches(
    browser: Browser, registry: Registry, chance: random.Random
) -> Iterator[float | None]:
    today = clock.today()
    while True:
        who = invented(chance.choice(registry.own), today)
        text = {"text": " ".join(who.name.split()[:2])}
        yield _asked(lambda text=text: browser.post("/casos/buscar/", text), who.code_name)[1]  # type: ignore[misc]  # bound now


def _files(
    browser: Browser, registry: Registry, cases: Mapping[int, object], chance: random.Random
) -> Iterator[float | None]:
    today = clock.today()
    while True:
        number = chance.choice(registry.own)
        address, code_name = f"/casos/{cases[number + 1]}/", invented(number, today).code_name
        yield _asked(lambda address=address: browser.get(address), code_name)[1]  # type: ignore[misc]  # bound now


def _figures(runs: Sequence[_Pages]) -> list[Figure]:
    figures = []
    for name, target in TARGETS_MS.items():
        for share, at_most, opponent in ((0.5, None, None), (0.95, target, OPPONENTS[name])):
            said = tuple(1000 * percentile(one.took[name], share) for one in runs)
            figure = Figure(
                f"{name}_p{share * 100:.0f}", said, "ms", at_most=at_most, opponent=opponent
            )
            figures.append(figure)
    asked = tuple(float(sum(map(len, one.took.values()))) for one in runs)
    errors = tuple(float(one.errors) for one in runs)
    return [
        *figures,
        Figure("requests", asked, "per run"),
        Figure("cores_in_use_before", tuple(one.busy for one in runs), "%"),
        Figure("errors", errors, "requests", at_most=0, counts=True),
    ]


def _ratios(lists: Sequence[float], files: Sequence[float]) -> list[Figure]:
    chain = Opponent("hash chain inside the transaction, read of one row: 7.6 ×")
    return [
        Figure("audited_over_unaudited_list", tuple(lists), "×", at_most=1.5, opponent=chain),
        Figure("audited_over_unaudited_file", tuple(files), "×", at_most=1.5, opponent=chain),
    ]


def _size(registry: Registry, built: float) -> list[Figure]:
    return [
        Figure("persons", (float(registry.persons),), "persons"),
        Figure("persons_on_her_teams", (float(len(registry.own)),), "persons"),
        Figure("persons_shared_with_her_desk", (float(registry.shared),), "persons"),
        Figure("time_to_build", (built,), "s"),
    ]
