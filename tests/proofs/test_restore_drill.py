"""Backup → more writes and an erasure → everything destroyed → restore. On both engines."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.drill import FILL, LOOK, MORE, ROOT, Node, parts_in, told

sys.path.insert(0, str(ROOT / "tools"))
from with_postgres import Cluster, binaries

PEOPLE = 4
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it makes databases of its own"),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def nodes(request, tmp_path) -> Iterator[tuple[Node, Node]]:
    """The node that will be lost, and an empty place for its successor."""
    if request.param == "sqlite":
        yield Node(tmp_path / "before"), Node(tmp_path / "after")
        return
    tools = binaries()
    if tools is None:
        pytest.skip("needs the PostgreSQL binaries")
    folder = Path(f"/tmp/amparo-drill-{os.getpid()}")  # noqa: S108  a socket path must be short
    folder.mkdir()
    try:
        with Cluster(folder, tools) as cluster:
            for name in ("before", "after"):
                cluster.sql("postgres", f"CREATE DATABASE {name}")
            yield (
                Node(tmp_path / "before", cluster.url("owner", "before")),
                Node(tmp_path / "after", cluster.url("owner", "after")),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_lost_node_comes_back_without_whoever_was_erased_since(nodes, tmp_path):
    node, successor = nodes
    stick = tmp_path / "stick"
    cases = node.run(FILL, str(PEOPLE))
    before = node.run(LOOK)
    assert len(before["people"]) == before["counted"] == PEOPLE

    first = node.command("backup", "--to", str(stick))
    assert first.returncode == 0, first.stderr
    parts = parts_in(first.stdout)
    assert len(parts) == 2
    later, gone = node.run(MORE), cases[0]
    erased = node.command("erase", gone, "--as", "protege", "--yes")
    assert erased.returncode == 0, erased.stderr
    # What a second stick would carry: the tombstones of today beside the backup of yesterday.
    shutil.copy(node.home / "tombstones.jsonl", stick / "tombstones.jsonl")
    shutil.rmtree(node.home)

    restored = successor.command("restore", "--from", str(stick), typed="\n".join(parts) + "\n")

    assert restored.returncode == 0, restored.stderr
    said = told(restored)
    assert (said["erased_again"], said["audit"], said["keys_closed"]) == (1, 0, 0)
    after = successor.run(LOOK)
    expected = {number: words for number, words in before["people"].items() if number != gone}
    assert after["people"] == expected
    assert later not in after["people"]
    assert (after["counted"], after["declared"]) == (PEOPLE, 1)
    assert successor.command("audit", "verify").returncode == 0
    assert told(first)["rows"] == said["rows"] > 0
