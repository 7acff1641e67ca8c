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
    pytest.mark.drill,
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
            # As in real use: tables of a role that is no superuser, rules that hold it too, and an
            # application that owns nothing.
            cluster.sql("postgres", "CREATE ROLE keeper LOGIN NOSUPERUSER NOBYPASSRLS")
            for name in ("before", "after"):
                cluster.sql("postgres", f"CREATE DATABASE {name} OWNER keeper")
            yield (
                node_on(cluster, tmp_path / "before"),
                node_on(cluster, tmp_path / "after"),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def node_on(cluster: Cluster, home: Path) -> Node:
    return Node(home, cluster.url("amparo_app", home.name), cluster.url("keeper", home.name))


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


@pytest.fixture
def backed_up(tmp_path) -> tuple[Node, Path, list[str]]:
    """A small node on SQLite with one backup, and the two parts of its key."""
    node, stick = Node(tmp_path / "node"), tmp_path / "stick"
    node.run(FILL, "1")
    done = node.command("backup", "--to", str(stick))
    assert done.returncode == 0, done.stderr
    return node, stick, parts_in(done.stdout)


def check(node: Node, stick: Path, *parts: str) -> int:
    typed = "".join(f"{part}\n" for part in parts or ("", ""))
    return node.command("restore", "--from", str(stick), "--check", typed=typed).returncode


def test_a_stick_is_checked_with_both_parts_or_with_none(backed_up):
    node, stick, parts = backed_up

    assert check(node, stick) == 0
    assert check(node, stick, *parts) == 0
    assert check(node, stick, parts[0], parts[0]) == 2
    assert check(node, stick, parts[0], parts[1][:-2] + "00") == 2


def test_nothing_is_restored_over_what_is_there_or_from_what_is_damaged(backed_up, tmp_path):
    node, stick, parts = backed_up
    typed, after = "\n".join(parts) + "\n", Node(tmp_path / "after")

    over = node.command("restore", "--from", str(stick), typed=typed)
    assert over.returncode == 2
    (data,) = stick.glob("respaldo-*/datos.amparo")
    whole = data.read_bytes()
    for damaged in (whole[:-1], whole[:-40] + bytes(40), whole + whole[-40:]):
        data.write_bytes(damaged)
        assert after.command("restore", "--from", str(stick), typed=typed).returncode == 2
        assert not after.home.exists()
    data.write_bytes(whole)
    assert after.command("restore", "--from", str(stick), typed=typed).returncode == 0


def test_the_second_backup_shows_no_part_again(backed_up):
    node, stick, parts = backed_up

    again = node.command("backup", "--to", str(stick))

    assert again.returncode == 0
    assert parts_in(again.stdout) == []
    assert not any(part in again.stdout + again.stderr for part in parts)
    assert "amparo backup" in (stick / "README.txt").read_text("utf-8")
