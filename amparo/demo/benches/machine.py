"""Where and on what a figure was measured: never a host name, an account or a path."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from amparo.home import REPOSITORY
from amparo.kernel import clock

GIB = 2**30


@dataclass(frozen=True)
class Setting:
    """``commit`` ends in "-dirty" when the code measured is not what is committed."""

    commit: str
    date: str
    machine: str
    engine: str

    def as_dict(self) -> dict[str, str]:
        return {
            "commit": self.commit,
            "date": self.date,
            "machine": self.machine,
            "engine": self.engine,
        }

    def caption(self) -> str:
        return f"Commit `{self.commit}` · {self.date} · {self.machine} · {self.engine}"


def describe(engine: str) -> Setting:
    """The setting of this run."""
    return Setting(_commit(), clock.today().isoformat(), _machine(), engine)


def busy_share(seconds: float = 1.0) -> float:
    """Percentage of all cores in use, watched for a moment before a run.

    0 where the system does not say (`/proc/stat` is Linux's).
    """
    busy, total = _ticks()
    time.sleep(seconds)
    busy_after, total_after = _ticks()
    return 100 * (busy_after - busy) / max(1, total_after - total)


def _ticks() -> tuple[int, int]:
    """Ticks that were not idle, and all ticks, of all cores since the machine started."""
    try:
        line = Path("/proc/stat").read_text("ascii").splitlines()[0]
    except OSError:
        return 0, 0
    user, nice, system, idle, waiting, *more = map(int, line.split()[1:9])
    return user + nice + system + sum(more), user + nice + system + idle + waiting + sum(more)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    try:
        said = subprocess.run(  # noqa: S603  a fixed command
            command, cwd=REPOSITORY, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return said.stdout.strip()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    cores = os.cpu_count() or 1
    return f"{cores} cores, {_processor()}, {memory:.0f} GiB, Python {platform.python_version()}"


def _processor() -> str:
    """The family the processor gives itself; its architecture where it gives none."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
