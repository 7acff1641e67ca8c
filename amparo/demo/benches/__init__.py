"""`amparo bench`: figures measured on a node that exists only while it is measured.

Progress goes to stderr, one JSON line per figure to stdout, and a table into the bench's own
section of the evidence file. Nothing listens outside loopback and no node of anybody is touched.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Callable
from types import FrameType

from amparo.demo.benches.evidence import write_section
from amparo.demo.benches.figures import Result
from amparo.demo.benches.machine import describe
from amparo.demo.benches.throwaway import throwaway_node

Measure = Callable[[argparse.Namespace], Result]


def run(what: str, options: argparse.Namespace) -> int:
    """Measure "intake" or "casework", print its figures and rewrite its section.

    ``options``: persons, seconds (of each run), runs, evidence (path of the file). Exit status: 0,
    or 1 when something was refused or lost: slowness is a figure, a loss is a failure.
    """
    signal.signal(signal.SIGTERM, _leave)
    with throwaway_node() as engine:
        # Its modules hold models, which exist only once Django is open on the throw-away node.
        measure: Measure = importlib.import_module(f"amparo.demo.benches.{what}").measure
        result = measure(options)
        setting = describe(engine)
    for figure in result.figures:
        sys.stdout.write(figure.line(what, setting) + "\n")
    write_section(options.evidence, result.section(what, engine), result.table(setting))
    return 1 if any(figure.is_failure for figure in result.figures) else 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """End as after Ctrl+C, so that children are ended and the folder is removed."""
    raise SystemExit(143)
