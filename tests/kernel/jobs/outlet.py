"""A job that leaves a mark on disk, for the worker that the test kills."""

from __future__ import annotations

import os
import time
from pathlib import Path

WORK_SECONDS = 0.15


def mark(job: str) -> None:
    """Safe to run twice: the mark is the same file. Slow enough to be killed half-way."""
    folder = Path(os.environ["AMPARO_HOME"]) / "marks"
    folder.mkdir(exist_ok=True)
    (folder / f"{job}.started").touch()
    time.sleep(WORK_SECONDS)
    (folder / job).touch()
