"""The worker: django-q2's cluster on the database, alone or beside the web server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django_q.cluster import Cluster

from amparo.kernel.jobs import beat
from amparo.kernel.jobs.daily import plan

LOOK_SECONDS = 1.0
STOP_SECONDS = 20


def work(*, parent: int = 0) -> int:
    """Run until SIGINT or SIGTERM, or until the process ``parent`` is gone."""
    plan()
    cluster = Cluster()
    if parent:
        threading.Thread(target=_stop_with, args=(parent,), daemon=True).start()
    cluster.start()
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    beat.begin()
    last = time.monotonic()
    while not stopped.wait(LOOK_SECONDS) and cluster.sentinel.is_alive():
        if time.monotonic() - last >= beat.BEAT_SECONDS:
            close_old_connections()
            beat.beat()
            last = time.monotonic()
    cluster.stop()
    return 0


def _stop_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def companion(*, enabled: bool) -> Iterator[None]:
    """A worker process that lives as long as the context, and dies with its server."""
    if not enabled:
        yield
        return
    command = [sys.executable, "-m", "amparo", "worker", "--parent", str(os.getpid())]
    with settings.HOME.handing() as (surroundings, inherited):  # one passphrase serves both
        child = subprocess.Popen(  # noqa: S603  ours
            command,
            cwd=Path(__file__).resolve().parents[3],
            env=surroundings,
            pass_fds=inherited,
        )
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=STOP_SECONDS)
