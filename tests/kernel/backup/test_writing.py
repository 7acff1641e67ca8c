from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from amparo.kernel.backup.archive import Damaged, fresh_pair
from amparo.kernel.backup.reading import NoKeysLeft, NothingHere, check_outside, find, unpack
from amparo.kernel.backup.snapshot import sqlite_snapshot
from amparo.kernel.backup.writing import make_backup

PRIVATE, PUBLIC = fresh_pair()
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TERM = 35


@pytest.fixture
def home(tmp_path):
    """A home with a small database, a key and an original."""
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "root.key").write_text("00" * 32)
    (home / "home.json").write_text("{}")
    (home / "backup-key.json").write_text("{}")
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / ("ab" + "0" * 30)).write_bytes(b"sealed")
    with closing(sqlite3.connect(home / "amparo.sqlite3")) as database:
        database.execute("CREATE TABLE vault_wrap (id INTEGER PRIMARY KEY, sealed_key BLOB)")
        database.execute("CREATE TABLE persons_person (id INTEGER PRIMARY KEY, name BLOB)")
        database.execute("CREATE TABLE django_session (session_key TEXT PRIMARY KEY)")
        database.execute("INSERT INTO vault_wrap VALUES (1, ?)", [b"WRAPPED-KEY"])
        database.execute("INSERT INTO persons_person VALUES (1, ?)", [b"CIPHER"])
        database.execute("INSERT INTO django_session VALUES ('SESSION')")
        database.commit()
    return home


def back_up(home, to, now=NOW):
    return make_backup(
        home=home,
        to=to,
        public=PUBLIC,
        opening=sqlite_snapshot(home / "amparo.sqlite3", home / ".backup"),
        now=now,
        keep_keys_days=TERM,
    )


def test_keys_travel_apart_from_what_they_open_and_sessions_not_at_all(home, tmp_path):
    back_up(home, tmp_path / "stick")
    work = tmp_path / "work"
    work.mkdir()

    inventory = unpack(find(tmp_path / "stick"), PRIVATE, work)

    rest = (work / "database").read_bytes()
    assert b"CIPHER" in rest
    assert b"WRAPPED-KEY" not in rest
    assert b"SESSION" not in rest
    assert b"WRAPPED-KEY".hex() in (work / "vault.jsonl").read_text()
    assert inventory["tables"]["vault_wrap"]["rows"] == 1
    assert "django_session" not in inventory["tables"]
    assert (work / "files" / "ab" / ("ab" + "0" * 30)).read_bytes() == b"sealed"


def test_an_interrupted_backup_leaves_none_and_the_next_one_cleans(home, tmp_path):
    stick = tmp_path / "stick"
    (home / "home.json").unlink()
    with pytest.raises(FileNotFoundError):
        back_up(home, stick)
    assert not list(stick.glob("respaldo-*"))
    assert not (home / ".backup").exists()
    with pytest.raises(NothingHere):
        find(stick)
    (home / "home.json").write_text("{}")

    back_up(home, stick)

    assert [path.name for path in stick.iterdir() if path.name.startswith(".")] == []
    assert len(list((stick / "llaves").iterdir())) == 1


def test_key_archives_end_at_their_term_and_the_data_stays(home, tmp_path):
    stick = tmp_path / "stick"
    first = back_up(home, stick)
    back_up(home, stick, NOW + timedelta(days=TERM))
    assert first.keys.exists()

    back_up(home, stick, NOW + timedelta(days=TERM, seconds=1))

    assert not first.keys.exists()
    assert first.folder.exists()
    # What is read with the old data then are the oldest keys made since.
    assert find(first.folder).keys.name == "llaves-20260408T050607Z.amparo"


def test_data_without_any_keys_since_is_said(home, tmp_path):
    made = back_up(home, tmp_path / "stick")
    made.keys.unlink()

    with pytest.raises(NoKeysLeft):
        find(tmp_path / "stick")


def test_what_is_damaged_is_seen_without_any_part(home, tmp_path):
    made = back_up(home, tmp_path / "stick")
    check_outside(find(tmp_path / "stick"))
    with (made.folder / "datos.amparo").open("r+b") as data:
        data.seek(-1, 2)
        data.write(b"\x00\x00")

    with pytest.raises(Damaged):
        check_outside(find(tmp_path / "stick"))


def test_archives_of_two_moments_do_not_pass_for_one(home, tmp_path):
    first = back_up(home, tmp_path / "stick")
    with closing(sqlite3.connect(home / "amparo.sqlite3")) as database:
        database.execute("INSERT INTO persons_person VALUES (2, ?)", [b"OTHER"])
        database.commit()
    second = back_up(home, tmp_path / "stick", NOW + timedelta(hours=1))
    (second.folder / "datos.amparo").write_bytes((first.folder / "datos.amparo").read_bytes())
    work = tmp_path / "work"
    work.mkdir()

    with pytest.raises(Damaged):
        check_outside(find(second.folder))
    with pytest.raises(Damaged):
        unpack(find(second.folder), PRIVATE, work)
