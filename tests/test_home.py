"""The folder of a node: made whole, once, and read by its owner alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from amparo.home import HANDED, Home, database_from_url, forget_keys, home_path

KEYS = ("secret", "pepper", "audit")
PHRASE = "cinco palabras de ningún libro"


def reopened(home: Home) -> Home:
    """As another process finds it."""
    forget_keys(home.keys_folder)
    return home


def test_making_a_folder_again_keeps_its_keys(tmp_path):
    first = Home.create(tmp_path / "home", kind="real")
    keys = [first.key(name) for name in KEYS]

    again = reopened(Home.create(tmp_path / "home", kind="real"))

    assert [again.key(name) for name in KEYS] == keys
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == len(KEYS)


def test_a_folder_that_was_stopped_half_way_is_completed_with_the_keys_it_has(tmp_path):
    made = Home.create(tmp_path / "home", kind="real")
    master = made.keys.master
    (made.path / "home.json").unlink()
    (made.keys_folder / "pepper.sealed").unlink()

    again = reopened(Home.create(made.path, kind="real"))

    assert again.keys.master == master
    assert len(again.key("pepper")) == 32


def test_nothing_in_the_folder_is_for_other_eyes(tmp_path):
    made = Home.create(tmp_path / "home", kind="real")

    everything = [made.path, *made.path.rglob("*")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in everything)
    assert sorted(path.name for path in everything if path.is_file()) == [
        ".lock",
        "home.json",
        "made.json",
        "pepper.sealed",
        "root.json",
        "root.key",
        "secret.sealed",
    ]


def test_a_child_is_handed_the_keys_through_a_pipe(tmp_path):
    """And neither its arguments nor its environment say them."""
    made = Home.create(tmp_path / "home", kind="test", root="passphrase", ask=lambda _q: PHRASE)
    code = "from amparo.home import Home; print(Home.from_environment().key('secret').hex())"
    with made.handing() as (surroundings, inherited):
        told = " ".join(surroundings.values())
        child = subprocess.run(
            [sys.executable, "-c", code],
            env=surroundings | {"AMPARO_HOME": str(made.path)},
            pass_fds=inherited,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )

    assert child.stdout.strip() == made.key("secret").hex()
    assert surroundings[HANDED].isdecimal()
    assert not any(key.hex() in told for key in (made.keys.master, made.keys.root))
    assert child.stderr == ""


def test_a_wrong_passphrase_ends_with_status_2_in_plain_spanish(tmp_path):
    made = Home.create(tmp_path / "home", kind="test", root="passphrase", ask=lambda _q: PHRASE)
    child = subprocess.run(
        [sys.executable, "-c", "from amparo.home import Home; Home.from_environment().keys"],
        env={**os.environ, "AMPARO_HOME": str(made.path)},
        input="otra frase que no es\n",
        capture_output=True,
        text=True,
        check=False,
    )

    assert child.returncode == 2
    assert "La frase no abre las claves" in child.stderr
    assert "Traceback" not in child.stderr


def test_without_the_session_key_nothing_starts_and_it_says_which_one(tmp_path, capsys):
    made = Home.create(tmp_path / "home", kind="test")
    (made.keys_folder / "secret.sealed").unlink()

    with pytest.raises(SystemExit) as ended:
        reopened(made).needed("secret")

    assert ended.value.code == 2
    assert "keys/secret.sealed" in capsys.readouterr().err


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
