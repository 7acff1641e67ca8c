"""The worker beside the server: it lives as long as its server, however that one ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.consoles import ROOT, alive, environment, family, wait_for

BESIDE = """
import sys
from amparo.cli import start_django; start_django()
from amparo.kernel.jobs.worker import companion
with companion(enabled={enabled}):
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("worker")
    settings = environment(
        folder, AMPARO_KIND="test", DJANGO_SETTINGS_MODULE="config.settings.test"
    )
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, env=settings, cwd=ROOT, check=True)
    return folder


def server(home: Path, *, enabled: bool = True) -> subprocess.Popen[str]:
    """A stand-in for the server: it does nothing but keep its companion."""
    return subprocess.Popen(
        [sys.executable, "-c", BESIDE.format(enabled=enabled)],
        env=environment(home),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.parametrize("ending", ["returns", "is killed"])
def test_no_worker_is_left_when_its_server(home, ending):
    process = server(home)
    try:
        assert process.stdout.readline() == "open\n"
        wait_for(lambda: len(family(process.pid)) >= 3)
        below = family(process.pid)
        if ending == "returns":
            process.stdin.write("\n")
            process.stdin.flush()
        else:
            process.kill()
        process.wait(60)

        wait_for(lambda: not any(alive(pid) for pid in below))
    finally:
        process.kill()
        process.communicate()


def test_a_server_may_do_without(home):
    process = server(home, enabled=False)

    assert process.stdout.readline() == "open\n"
    assert family(process.pid) == set()
    process.communicate("\n", timeout=60)
    assert process.returncode == 0
