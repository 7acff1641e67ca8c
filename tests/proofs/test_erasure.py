"""What is left of an erased person: nothing in the file, nothing in yesterday's copy, a count."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from amparo.kernel.backup.offline_key import private_key
from amparo.kernel.backup.reading import find, read_all
from tests.proofs.drill import FILL, LOOK, Node, parts_in, told

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it looks into the file of SQLite"),
]
WRAPS = "SELECT hex(sealed_key) FROM vault_wrap WHERE subject = ?"


@pytest.fixture
def erased(tmp_path):
    """A node with three people, one erased after a backup; her number, and her wraps of before."""
    node, stick = Node(tmp_path / "node"), tmp_path / "stick"
    cases = node.run(FILL, "3")
    gone = cases[0]
    with closing(sqlite3.connect(node.home / "amparo.sqlite3")) as database:
        wraps = [bytes.fromhex(h) for (h,) in database.execute(WRAPS, [gone.replace("-", "")])]
    assert len(wraps) >= 4
    first = node.command("backup", "--to", str(stick))
    assert first.returncode == 0, first.stderr
    done = node.command("erase", gone, "--as", "protege", "--yes")
    assert done.returncode == 0, done.stderr
    return node, stick, gone, wraps, parts_in(first.stdout)


def test_no_page_of_the_file_and_no_log_still_holds_her_keys(erased):
    node, _stick, _gone, wraps, _parts = erased

    left = b"".join(path.read_bytes() for path in node.home.glob("amparo.sqlite3*"))

    assert [wrap for wrap in wraps if wrap in left] == []


def keys_on(stick, parts):
    """Numbers of the files whose keys the stick's key archive holds, opened with both parts."""
    found: set[str] = set()

    def put(name, content):
        if name == "vault.jsonl":
            rows = [json.loads(line) for line in content.read().splitlines()]
            found.update(row["row"]["subject"] for row in rows if row["table"] == "vault_wrap")

    read_all(find(stick), private_key(parts), put)
    return found


def test_yesterdays_data_with_todays_keys_opens_nothing_of_hers(erased, tmp_path):
    """The keys made with the backup have ended their term; today's no longer hold hers."""
    node, stick, gone, _wraps, parts = erased
    number = gone.replace("-", "")
    assert number in keys_on(stick, parts)
    today = tmp_path / "today"
    assert node.command("backup", "--to", str(today)).returncode == 0
    shutil.rmtree(stick / "llaves")
    shutil.copytree(today / "llaves", stick / "llaves")

    assert number not in keys_on(stick, parts)

    after = Node(tmp_path / "after")
    restored = after.command("restore", "--from", str(stick), typed="\n".join(parts) + "\n")
    assert restored.returncode == 0, restored.stderr
    looked = after.run(LOOK)
    assert (len(looked["people"]), looked["counted"]) == (2, 3)


def test_she_is_still_counted(erased):
    node, _stick, gone, _wraps, _parts = erased

    looked = node.run(LOOK)

    assert looked["counted"] == 3
    assert gone not in looked["people"]


def test_whoever_is_not_there_is_said_and_nothing_happens(erased):
    node, _stick, gone, _wraps, _parts = erased

    again = node.command("erase", gone, "--as", "protege", "--yes")
    mistyped = node.command("erase", "nadie", "--as", "protege", "--yes")
    forbidden = node.command("erase", gone, "--as", "coordina", "--yes")

    assert [done.returncode for done in (again, mistyped, forbidden)] == [2, 2, 2]
    assert all(done.stdout == "" for done in (again, mistyped, forbidden))


def test_it_asks_before_it_erases(erased):
    node, *_rest = erased
    other = next(iter(node.run(LOOK)["people"]))

    unsure = node.command("erase", other, "--as", "protege", typed="no\n")
    sure = node.command("erase", other, "--as", "protege", typed=f"{other[-4:]}\n")

    assert unsure.returncode == 2
    assert (sure.returncode, told(sure)["files"]) == (0, 1)
