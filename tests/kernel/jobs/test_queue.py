"""Jobs are enqueued with their cause and survive the death of the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django_q.models import OrmQ

from amparo.kernel.jobs.queue import enqueue
from tests.kernel.jobs.outlet import mark

ROOT = Path(__file__).resolve().parents[3]
JOBS, KILLS, LIMIT_SECONDS = 12, 3, 90
ENQUEUE = """
import django; django.setup()
from uuid import uuid4
from amparo.kernel.jobs.queue import enqueue
from tests.kernel.jobs.outlet import mark
for _ in range({jobs}):
    enqueue(mark, uuid4())
"""


@pytest.mark.django_db(transaction=True)
def test_a_job_rolls_back_with_its_cause():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(mark, uuid4())
        _ = 1 / 0
    assert OrmQ.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("argument", ["Lucero Ejemplo", 7, {"name": "x"}])
def test_anything_but_an_id_is_refused(argument):
    with pytest.raises(TypeError):
        enqueue(mark, argument)
    assert OrmQ.objects.count() == 0


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a database of its own, on SQLite")
def test_no_job_is_lost_when_the_worker_is_killed_again_and_again(tmp_path):
    environment = {
        **os.environ,
        "AMPARO_HOME": str(tmp_path),
        "AMPARO_KIND": "test",
        "DJANGO_SETTINGS_MODULE": "tests.kernel.jobs.killable",
        "PYTHONPATH": str(ROOT),
    }
    run = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v", "0"]
    subprocess.run(run, env=environment, check=True)
    subprocess.run(
        [sys.executable, "-c", ENQUEUE.format(jobs=JOBS)], env=environment, check=True, cwd=ROOT
    )
    for _ in range(KILLS):
        worker = start(environment)
        wait_for(lambda: any((tmp_path / "marks").glob("*.started")), LIMIT_SECONDS)
        time.sleep(0.4)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    worker = start(environment)
    try:
        wait_for(lambda: len(done(tmp_path)) == JOBS, LIMIT_SECONDS)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert len(done(tmp_path)) == JOBS


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "amparo", "worker"]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
    )


def done(home: Path) -> list[Path]:
    return [path for path in (home / "marks").glob("*") if not path.suffix]


def wait_for(true, seconds: float) -> None:
    """Poll a fact of the file system; the deadline only ends a hopeless wait."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("the worker did not get there")
        time.sleep(0.1)
