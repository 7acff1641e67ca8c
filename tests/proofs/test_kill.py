"""Kill -9 of the web process, the worker and PostgreSQL in the middle of writing: nothing that was
acknowledged is lost, and nothing is applied twice.

`AMPARO_KILLS=300,300,100` (web, worker, PostgreSQL) is what `make soak` asks for.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from with_postgres import Cluster, binaries

from tests.proofs.killing import ROOT, Child, Writers, answers, opens, wait_for

pytestmark = [
    pytest.mark.proof,
    pytest.mark.drill,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings its own databases"),
]
FULL = os.environ.get("HYPOTHESIS_PROFILE") == "proofs"
WEB, WORKER, SERVER = (
    int(number)
    for number in os.environ.get("AMPARO_KILLS", "30,30,20" if FULL else "2,2,2").split(",")
)
WRITERS = 4
# What is left after the killing, read by a process of its own: this one keeps its test database.
COUNT = """
import json, django; django.setup()
from django_q.models import OrmQ
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.vault.models import Wrap
from amparo.persons.models import Consent
from amparo.reports.models import Report
print(json.dumps({
    "reports": Report.objects.count(),
    "queued": OrmQ.objects.count(),
    "wraps": [str(one) for one in Wrap.objects.exclude(grant=None).values_list("grant", flat=True)],
    "withdrawn": [
        str(one)
        for one in Consent.objects.exclude(withdrawn_at=None).values_list("public_id", flat=True)
    ],
    "rows": AuditRow.objects.filter(verb="consent.withdrawn").count(),
}))
"""
OPEN = """
import django; django.setup()
from tests.factories.kernel import DeskFactory
DeskFactory(receives_reports=True)
"""


def surroundings(home: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "AMPARO_HOME": str(home),
        "AMPARO_KIND": "test",
        "DJANGO_SETTINGS_MODULE": "tests.kernel.jobs.killable",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_reports_outlive_the_web_process(tmp_path):
    environment = surroundings(tmp_path)
    run(environment, "manage.py", "migrate", "-v", "0")
    run(environment, "-c", OPEN)
    port = free_port()
    web = Child(environment, "-m", "amparo", "serve", "--no-worker", "--port", str(port))
    web.start()
    try:
        wait_for(lambda: answers(port))
        with Writers(port, WRITERS) as writers:
            for number in range(1, WEB + 1):
                wait_for(lambda had=writers.acknowledged: writers.acknowledged > had)
                time.sleep(0.02 * (number % 7))  # another instant of the work each time
                web.kill()
                web.start()
                wait_for(lambda: answers(port))
        told = writers.told
        closed = [one for one in told.receipts.values() if not opens(port, one)]
    finally:
        web.kill()
    kept = json.loads(run(environment, "-c", COUNT))
    assert told.faults == set()
    assert len(told.receipts) >= WEB
    assert closed == []
    assert kept["reports"] == len(told.receipts) + len(told.kept_before - told.receipts.keys())


def test_withdrawals_are_carried_out_once_the_worker_comes_back(tmp_path):
    environment = surroundings(tmp_path)
    run(environment, "manage.py", "migrate", "-v", "0")
    worker = Child(environment, "-m", "amparo", "worker")
    told = tmp_path / "told"
    with told.open("wb") as out:
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.withdrawing"],
            env=environment,
            cwd=ROOT,
            stdout=out,
        )
        try:
            for number in range(1, WORKER + 1):
                worker.start()
                had = told.stat().st_size
                wait_for(lambda had=had: told.stat().st_size > had)
                time.sleep(0.3 + 0.1 * (number % 9))
                worker.kill()
        finally:
            writer.kill()
            writer.wait()
    worker.start()
    try:
        wait_for(lambda: json.loads(run(environment, "-c", COUNT))["queued"] == 0, 240)
    finally:
        worker.kill()
    kept = json.loads(run(environment, "-c", COUNT))
    pairs = [line.split() for line in told.read_text("ascii").splitlines() if line.count(" ") == 1]
    assert len(pairs) >= WORKER
    assert {share for share, _consent in pairs} & set(kept["wraps"]) == set()
    assert {consent for _share, consent in pairs} <= set(kept["withdrawn"])
    assert kept["rows"] == len(kept["withdrawn"])


@pytest.mark.postgres
def test_reports_outlive_the_database_server(tmp_path):
    tools = binaries()
    if tools is None:
        pytest.skip("no PostgreSQL binaries on this machine")
    with (
        tempfile.TemporaryDirectory(prefix="amparo-kill-", ignore_cleanup_errors=True) as folder,
        Cluster(Path(folder), tools, durable=True) as cluster,
    ):
        cluster.prepare("amparo")
        environment = surroundings(
            tmp_path,
            DATABASE_URL=cluster.url("amparo_login", "amparo"),
            DATABASE_OWNER_URL=cluster.url("owner", "amparo"),
            DATABASE_ROLE="amparo_app",
        )
        run(environment, "-c", OPEN)
        port = free_port()
        web = Child(environment, "-m", "amparo", "serve", "--no-worker", "--port", str(port))
        web.start()
        try:
            wait_for(lambda: answers(port))
            with Writers(port, WRITERS) as writers:
                for number in range(1, SERVER + 1):
                    wait_for(lambda had=writers.acknowledged: writers.acknowledged > had + 1)
                    time.sleep(0.02 * (number % 7))
                    cluster.crash()
                    cluster.start()
            told = writers.told
            closed = [one for one in told.receipts.values() if not opens(port, one)]
        finally:
            web.kill()
        kept = json.loads(run(environment, "-c", COUNT))
    assert told.faults == set()
    assert len(told.receipts) >= SERVER
    assert closed == []
    assert kept["reports"] == len(told.receipts) + len(told.kept_before - told.receipts.keys())
