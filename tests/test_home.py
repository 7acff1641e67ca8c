"""The folder of a node: made whole, once, and read by its owner alone."""

from __future__ import annotations

import pytest

from amparo.home import KEYS, Home, database_from_url, home_path


def test_making_a_folder_again_keeps_its_keys(tmp_path):
    first = Home.create(tmp_path / "home", kind="real")
    keys = [first.key(name) for name in KEYS]

    again = Home.create(tmp_path / "home", kind="real")

    assert [again.key(name) for name in KEYS] == keys
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == len(KEYS)


def test_a_folder_that_was_stopped_half_way_is_completed_with_the_keys_it_has(tmp_path):
    made = Home.create(tmp_path / "home", kind="real")
    root = made.key("root")
    (made.path / "home.json").unlink()
    (made.path / "keys" / "pepper.key").unlink()

    again = Home.create(made.path, kind="real")

    assert again.key("root") == root
    assert len(again.key("pepper")) == 32


def test_nothing_in_the_folder_is_for_other_eyes(tmp_path):
    made = Home.create(tmp_path / "home", kind="real")

    everything = [made.path, *made.path.rglob("*")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in everything)
    assert sorted(path.name for path in everything if path.is_file()) == [
        "home.json",
        "pepper.key",
        "root.key",
        "secret.key",
    ]


def test_the_country_it_serves_first_is_remembered_beside_its_kind(tmp_path, monkeypatch):
    made = Home.create(tmp_path / "home", kind="real")
    assert made.country == "CR"

    made.serve("UY")
    made.serve("PA")

    monkeypatch.setenv("AMPARO_HOME", str(made.path))
    found = Home.from_environment()
    assert (found.kind, found.country) == ("real", "PA")


def test_without_a_folder_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_HOME", str(tmp_path / "nada"))
    monkeypatch.delenv("AMPARO_KIND", raising=False)

    with pytest.raises(SystemExit, match="amparo init"):
        Home.from_environment()


def test_a_tilde_is_the_home_of_whoever_types(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AMPARO_HOME", "~/datos")

    assert home_path() == (tmp_path / "datos").resolve()


@pytest.mark.parametrize(
    ("url", "host", "name", "password"),
    [
        ("postgresql://ana:a%40b@127.0.0.1:5433/amparo", "127.0.0.1", "amparo", "a@b"),
        ("postgres:///amparo?host=/run/pg&port=5433", "/run/pg", "amparo", ""),
    ],
)
def test_a_database_address_is_read(tmp_path, monkeypatch, url, host, name, password):
    monkeypatch.setenv("DATABASE_URL", url)

    found = database_from_url(Home(tmp_path, "real"))

    assert (found["HOST"], found["NAME"], found["PORT"]) == (host, name, "5433")
    assert found["PASSWORD"] == password


def test_without_an_address_the_database_is_a_file_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert database_from_url(Home(tmp_path, "real"))["NAME"] == tmp_path / "amparo.sqlite3"
