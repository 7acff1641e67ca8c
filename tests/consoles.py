"""The `amparo` command run as anybody runs it: another process, in a data folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = ("AMPARO_", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT")
LIMIT_SECONDS = 60


def environment(home: Path, **extra: str) -> dict[str, str]:
    """As a newcomer's: nothing of the suite's own settings."""
    plain = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    return plain | {"AMPARO_HOME": str(home), **extra}


def amparo(
    home: Path, *arguments: str | Path, stdin: str = "", **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "amparo", *map(str, arguments)],
        env=environment(home, **extra),
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS * 3,
    )


def python(home: Path, code: str, stdin: str = "") -> str:
    """What a few lines print with the home's own settings."""
    prelude = "from amparo.cli import start_django; start_django()\n"
    done = subprocess.run(
        [sys.executable, "-c", prelude + code],
        env=environment(home),
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def started(home: Path, *arguments: str, typed: str = "", **extra: str) -> subprocess.Popen[str]:
    """A command that goes on until it is told to stop; ``typed`` waits on its standard input."""
    running = subprocess.Popen(
        [sys.executable, "-m", "amparo", *arguments],
        env=environment(home, **extra),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        stdin=subprocess.PIPE,
    )
    running.stdin.write(typed)
    running.stdin.flush()
    return running


def family(pid: int) -> set[int]:
    """Every process below one."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    children = {int(one) for one in listing.read_text().split()} if listing.exists() else set()
    return children.union(*(family(child) for child in children))


def alive(pid: int) -> bool:
    """Running still; one that ended and waits to be collected is not."""
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(true, seconds: float = LIMIT_SECONDS) -> None:
    """Poll a fact; the deadline only ends a hopeless wait."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not come true")
        time.sleep(0.05)
