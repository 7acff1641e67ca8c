"""A server's disk: five hundred invented people with words in every class, and not one of those
words in the tables, the write-ahead log, temporary files, a dump, the queue, the server's own log,
the home or what a failing process says."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from with_postgres import Cluster, binaries

from tests.proofs import laptop
from tests.proofs.killing import ROOT

pytestmark = [
    pytest.mark.proof,
    pytest.mark.drill,
    pytest.mark.postgres,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings its own database"),
    pytest.mark.skipif(binaries() is None, reason="no PostgreSQL binaries on this machine"),
]
PEOPLE = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "proofs" else 10
FILL = f"""
import django; django.setup()
from amparo.kernel.access.permissions import Role
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.proofs.laptop import fill, say
DeskFactory(receives_reports=True, organisation__country="CR")
MembershipFactory(role=Role.CASE_LEAD)
say(fill({PEOPLE}))
"""
# Every word of a person in the frames of a process that then breaks, and jobs left in the queue.
CRASH = """
import django; django.setup()
import logging
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from tests.proofs.laptop import canaries
words = canaries(1)
for row in OrmQ.objects.all():
    print(repr(SignedPackage.loads(row.payload)))
try:
    raise ValueError(words["name"])
except ValueError:
    logging.getLogger("amparo").exception("broken %s", words["note"])
"""


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def marks() -> list[bytes]:
    """The word that every canary carries, in the spellings that a disk could hold."""
    word = "zunzuneria"
    return [
        word.encode(),
        word.encode("utf-16-le"),
        word.encode().hex().encode(),
        base64.b64encode(b"Canaria0"),
        b"canaria00",
    ]


def held_in(content: bytes) -> list[bytes]:
    lowered = content.lower()
    return [mark for mark in marks() if mark.lower() in lowered]


def test_the_disk_of_a_server_holds_no_word(tmp_path):
    with (
        tempfile.TemporaryDirectory(prefix="amparo-canary-", ignore_cleanup_errors=True) as folder,
        Cluster(Path(folder), binaries(), durable=True) as cluster,
    ):
        cluster.prepare("amparo")
        environment = {
            **os.environ,
            "AMPARO_HOME": str(tmp_path),
            "AMPARO_KIND": "test",
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": cluster.url("amparo_login", "amparo"),
            "DATABASE_ROLE": "amparo_app",
        }
        filled = run(FILL, environment)
        assert filled.returncode == 0, filled.stderr[-2000:]
        assert len(json.loads(filled.stdout)["receipts"]) == len(range(0, PEOPLE, 10))
        cluster.sql("amparo", "CHECKPOINT")
        dump = Path(folder) / "dump.sql"
        cluster.dump("amparo", dump)
        broken = run(CRASH, environment)
        kept = [path for path in (*Path(folder).rglob("*"), *tmp_path.rglob("*")) if path.is_file()]
        sizes = {path: path.stat().st_size for path in kept}
        found = {path.name: held for path in kept if (held := held_in(path.read_bytes()))}
    assert any("pg_wal" in path.parts and size for path, size in sizes.items())
    assert sizes[dump] > PEOPLE * 1000
    assert found == {}
    assert broken.returncode == 0, broken.stderr[-2000:]
    assert "ValueError at" in broken.stderr
    assert held_in((broken.stdout + broken.stderr).encode()) == []
    assert held_in(laptop.canaries(1)["name"].encode()) != []
