"""`amparo keys`, typed by an operator on a laptop whose root key is under a passphrase."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.consoles import amparo, family, python, started, wait_for

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(
        "DATABASE_URL" in os.environ, reason="the operator's laptop has a database of its own"
    ),
]
PHRASE, ANOTHER = "faro cobre vereda lluvia marzo", "otra frase distinta y larga"
FOUNDED = f"{PHRASE}\nCasa Faro de Muestra\nCR\nmaria\nninguna-tormenta-es-eterna\n"
RECORDED = """
from amparo.kernel.audit.models import AuditRow
rows = AuditRow.objects.filter(verb__startswith="keys.").order_by("pk")
print([(row.verb, row.actor, bool(row.operator), sorted(row.details)) for row in rows])
"""


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("laptop") / "home"
    done = amparo(home, "init", stdin=FOUNDED)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(founded, tmp_path) -> Path:
    """A copy that one test may change."""
    return Path(shutil.copytree(founded, tmp_path / "home"))


def keys(home: Path, *arguments: str | Path, typed: str = f"{PHRASE}\n"):
    done = amparo(home, "keys", *arguments, stdin=typed)
    assert "Traceback" not in done.stderr, done.stderr
    for phrase in (PHRASE, ANOTHER):
        assert phrase not in done.stdout + done.stderr
    return done


def answer(done) -> dict:
    (line,) = done.stdout.splitlines()
    return json.loads(line)


def part_on(path: Path) -> str:
    return next(line for line in path.read_text().splitlines() if line.count("-") > 10)


def test_status_says_what_there_is_and_no_key(home):
    done = keys(home, "status")

    assert done.returncode == 0, done.stderr
    found = answer(done)
    assert (found["source"], found["root_version"], found["whole"]) == ("passphrase", 1, True)
    assert found["sealed_by"] == {"services-1": 2}
    assert "una frase que se escribe al abrir" in done.stderr
    words = (done.stdout + done.stderr).replace('"', " ").split()
    assert [word for word in words if len(word) > 60] == []


def test_status_names_the_key_that_is_missing_and_ends_with_1(home):
    (home / "keys" / "services-1.sealed").unlink()

    done = keys(home, "status")

    assert done.returncode == 1
    assert answer(done)["missing"] == ["services-1"]
    assert "FALTA keys/services-1.sealed" in done.stderr
    assert "Casa Faro de Muestra" in done.stderr
    checked = amparo(home, "check", stdin=f"{PHRASE}\n")
    assert (checked.returncode, "Faltan claves: services-1" in checked.stderr) == (1, True)


def test_a_new_passphrase_replaces_the_old_one(home):
    done = keys(home, "rotate", typed=f"{PHRASE}\n{ANOTHER}\n")

    assert (done.returncode, answer(done)["version"]) == (0, 2)
    assert keys(home, "status", typed=f"{PHRASE}\n").returncode == 2
    assert answer(keys(home, "status", typed=f"{ANOTHER}\n"))["root_version"] == 2
    rows = python(home, RECORDED, stdin=f"{ANOTHER}\n")
    assert rows == "[('keys.rotated', 'system:keys', True, ['source', 'version', 'what'])]"


def test_a_weak_passphrase_changes_nothing(home):
    done = keys(home, "rotate", typed=f"{PHRASE}\ncorta\n")

    assert done.returncode == 2
    assert "corta" in done.stderr
    assert answer(keys(home, "status"))["root_version"] == 1


def test_the_root_moves_from_the_passphrase_to_the_system(home, tmp_path):
    (tmp_path / "amparo-root").write_text(os.urandom(32).hex())
    held = {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    done = amparo(
        home, "keys", "rotate", "--to", "credential:amparo-root", stdin=f"{PHRASE}\n", **held
    )

    assert done.returncode == 0, done.stderr
    assert amparo(home, "check", **held).returncode == 0
    without = amparo(home, "check")
    assert without.returncode == 2
    assert "credencial «amparo-root»" in without.stderr
    unknown = amparo(home, "keys", "rotate", "--to", "nube", **held)
    assert unknown.returncode == 2
    assert "no es una fuente" in unknown.stderr


def test_desks_and_data_get_newer_keys(home):
    recipients = keys(home, "rotate", "--what", "recipients")
    data = keys(home, "rotate", "--what", "data")

    assert (recipients.returncode, data.returncode) == (0, 0), recipients.stderr + data.stderr
    assert answer(recipients)["moved"] == 2
    assert answer(keys(home, "status"))["sealed_by"] == {"services-2": 2}


def test_enough_holders_give_the_installation_back_under_a_new_passphrase(home, tmp_path):
    out = tmp_path / "stick"
    parted = keys(home, "split", "--shares", "4", "--threshold", "3", "--out", out)
    assert (parted.returncode, answer(parted)) == (0, {"shares": 4, "threshold": 3}), parted.stderr
    files = sorted(out.iterdir())
    assert [path.stat().st_mode & 0o077 for path in files] == [0] * 4
    assert answer(keys(home, "status"))["split"] == {"shares": 4, "threshold": 3}

    typed = f"{part_on(files[3]).lower().replace('-', ' ')}\n{ANOTHER}\n"
    done = keys(home, "recover", files[0], files[2], typed=typed)

    assert (done.returncode, answer(done)) == (0, {"recovered": True}), done.stderr
    assert keys(home, "status", typed=f"{PHRASE}\n").returncode == 2
    assert keys(home, "status", typed=f"{ANOTHER}\n").returncode == 0
    assert "keys.recovered" in python(home, RECORDED, stdin=f"{ANOTHER}\n")


def test_too_few_or_mistyped_parts_recover_nothing(home, tmp_path):
    out = tmp_path / "stick"
    keys(home, "split", "--shares", "3", "--threshold", "2", "--out", out)
    one, other = sorted(out.iterdir())[:2]
    text = part_on(other)
    wrong = text[:-1] + ("0" if text[-1] != "0" else "1")
    before = (home / "keys" / "root.json").read_bytes()

    for arguments, typed in [
        ((one,), f"\n{ANOTHER}\n"),
        ((one,), f"{wrong}\n{ANOTHER}\n"),
        ((one, tmp_path / "falta.txt"), f"{ANOTHER}\n"),
        ((one, other), "corta\n"),
    ]:
        assert keys(home, "recover", *arguments, typed=typed).returncode == 2

    assert (home / "keys" / "root.json").read_bytes() == before
    assert keys(home, "status").returncode == 0


@pytest.mark.parametrize("count", [("3", "1"), ("2", "3")])
def test_a_split_that_makes_no_sense_is_explained(home, tmp_path, count):
    out = tmp_path / "stick"
    done = keys(home, "split", "--shares", count[0], "--threshold", count[1], "--out", out)

    assert done.returncode == 2
    assert "--threshold 2" in done.stderr
    assert not out.exists()


def test_one_typing_serves_the_server_and_its_worker(home):
    """And no argument, environment or file of theirs says the passphrase."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = started(home, "serve", "--port", str(port), typed=f"{PHRASE}\n")
    try:
        assert f":{port}/" in server.stdout.readline()
        wait_for(lambda: len(family(server.pid)) >= 3)
        below = family(server.pid)
        door = HTTPConnection("127.0.0.1", port, timeout=60)
        door.request("GET", "/salud/")
        assert door.getresponse().status == 200
        door.close()
        for pid in {server.pid, *below}:
            said = (
                Path(f"/proc/{pid}/environ").read_bytes()
                + Path(f"/proc/{pid}/cmdline").read_bytes()
            )
            assert PHRASE.encode() not in said
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    finally:
        server.kill()
        _out, errors = server.communicate()
    assert errors.count("Frase de las claves") == 1
    assert "Traceback" not in errors
    for path in home.rglob("*"):
        assert not path.is_file() or PHRASE.encode() not in path.read_bytes()
