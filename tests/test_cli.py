"""The command line in an invented demonstration."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest

from amparo.cli import listen
from amparo.demo.accounts import ACCOUNTS, INSTITUTIONS
from tests.cases.htcds.importer import EXPLOITED, LUCERO, RECRUITED, SPARSE, written
from tests.consoles import alive, amparo, family, python, started, wait_for

CODE, LEAD = "refugio-cr", "coordinadora"
ZEROS = {
    "read": 0,
    "created": 0,
    "updated": 0,
    "unchanged": 0,
    "rejected": 0,
    "deprecated": [],
    "ignored_columns": [],
}
WHAT_IS_THERE = """
from amparo.cases.models import Case
from amparo.reports.models import Report
from amparo.kernel.organisations.models import Organisation, Membership
print(Organisation.objects.count(), Membership.objects.count(), Case.objects.count(),
      Report.objects.count())
"""


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> Path:
    """A demonstration whose preparation was killed while it sent its reports."""
    home = tmp_path_factory.mktemp("demo") / "home"
    making = started(home, "demo")
    for line in making.stderr:
        if "Avisos" in line:
            break
    wait_for(lambda: (home / "amparo.sqlite3").exists())
    making.kill()
    making.communicate()
    return home


@pytest.fixture(scope="module")
def home(stopped) -> Path:
    done = amparo(stopped, "demo")
    assert done.returncode == 0, done.stderr
    return stopped


@pytest.fixture
def own(home, tmp_path) -> Path:
    """A copy that one test may change."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def summary(done) -> dict[str, object]:
    """The one line of standard output."""
    (line,) = done.stdout.splitlines()
    return json.loads(line)


def bring(home: Path, path: Path, code: str = CODE, who: str = LEAD):
    return amparo(home, "import", "htcds", path, "--organisation", code, "--as", who)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_accounts_are_listed_without_any_data_folder(tmp_path):
    done = amparo(tmp_path / "nowhere", "demo", "--list", "--format", "json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == [
        {"username": one.username, "role": one.role, "organisation": one.institution}
        for one in ACCOUNTS
    ]
    assert not (tmp_path / "nowhere").exists()


def test_a_demonstration_that_was_stopped_half_way_is_completed_once(home):
    before = python(home, WHAT_IS_THERE)

    again = amparo(home, "demo")

    assert again.returncode == 0
    assert python(home, WHAT_IS_THERE) == before
    organisations, memberships, cases, reports = map(int, before.split())
    # and the account on a letter that nobody enters with one click, and the witness's file
    assert (organisations, memberships) == (len(INSTITUTIONS), len(ACCOUNTS) + 1)
    assert cases == 253
    assert 12 <= reports <= 30
    assert (home / "lake" / "current.json").exists()


def test_keys_are_readable_by_their_owner_alone(home):
    keys = list((home / "keys").iterdir())

    named = {key.name for key in keys}
    assert {"root.json", "secret.sealed", "pepper.sealed"} <= named  # the log's: at its first seal
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys)
    root = bytes.fromhex((home / "keys" / "root.key").read_text())
    assert all(root not in key.read_bytes() for key in keys if key.name != "root.key")


def test_check_says_that_all_is_well(home):
    done = amparo(home, "check")

    assert (done.returncode, done.stdout.strip()) == (0, "Todo en orden.")


def test_observatory_builds_a_generation_and_cuts_it(own):
    built = amparo(own, "observatory", "build")
    cut = ["observatory", "table", "--by", "modality,sex", "--where", "year=2024"]
    as_json = amparo(own, *cut, "--format", "json")
    as_csv = amparo(own, *cut, "--format", "csv")

    assert json.loads(built.stdout)["persons"] > 0
    table = json.loads(as_json.stdout)
    assert (table["by"], table["publishable"]) == (["modality", "sex"], False)
    assert table["generation"] == json.loads(built.stdout)["generation"]
    stamp, _, body = as_csv.stdout.partition("\n")
    assert "NO PUBLICABLE" in stamp
    rows = list(csv.DictReader(io.StringIO(body)))
    assert sum(int(row["persons"]) for row in rows) == table["total"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--by", "color"], "No existe la columna «color»"),
        (["--by", "sex", "--where", "year"], "columna=valor"),
        (["--by", "sex", "--where", "year=el otro"], "un año de cuatro cifras"),
        (["--by", "sex,sex"], "sin repetir"),
    ],
)
def test_a_cut_that_does_not_hold_is_refused_in_words(home, asked, said):
    done = amparo(home, "observatory", "table", *asked)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_import_ends_with_one_line_and_tells_its_progress_apart(own, tmp_path):
    rows = [{**LUCERO, **RECRUITED}, {**LUCERO, **EXPLOITED}, SPARSE, SPARSE]
    path = written(tmp_path / "filas.csv", [{**row, "Mascota": "gato"} for row in rows])

    first, again = bring(own, path), bring(own, path)

    assert (first.returncode, again.returncode) == (0, 0)
    assert summary(first) == ZEROS | {
        "read": 4,
        "created": 3,
        "updated": 1,
        "ignored_columns": ["Mascota"],
    }
    assert summary(again) == ZEROS | {"read": 4, "unchanged": 4, "ignored_columns": ["Mascota"]}
    assert "4 leídas · 3 nuevas" in first.stderr


def test_rejected_rows_end_with_three_and_show_no_sealed_value(own, tmp_path):
    path = written(
        tmp_path / "filas.csv",
        [
            SPARSE,
            {
                "prs_FirstName": "Zunzuneria",
                "prs_Birthdate": "Zunzuneria",
                "prs_Gender": "Zunzuneria",
                "hte_Latitude": "Zunzuneria",
                "prs_MobilePhone": "8999-0147",
                "vic_Vulnerabilities": "Zunzuneria",
            },
        ],
    )

    done = bring(own, path)

    assert done.returncode == 3
    found = summary(done)
    assert (found["created"], found["rejected"]) == (1, 1)
    assert found["deprecated"] == ["vic_Vulnerabilities"]
    listed = Path(f"{path}.rejected.csv")
    assert str(listed) in done.stderr
    everything = listed.read_text("utf-8-sig") + done.stdout + done.stderr
    assert "Zunzuneria" not in everything and "8999" not in everything


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vacío"),
        ("a,b\n1,2\n", "Ninguna columna es de HTCDS"),
        ("prs_Gender,prs_Gender\n1,2\n", "repetidas"),
        ('prs_Gender\n"abierta\n', "comillas"),
    ],
)
def test_a_file_refused_as_a_whole_brings_nothing_and_leaves_no_old_list(
    home, tmp_path, content, said
):
    path = tmp_path / "filas.csv"
    path.write_text(content, "utf-8")
    stale = Path(f"{path}.rejected.csv")
    stale.write_text("de otra vez", "utf-8")

    done = bring(home, path)

    assert done.returncode == 2
    assert summary(done) == ZEROS
    assert said in done.stderr
    assert not stale.exists()


@pytest.mark.parametrize(
    ("code", "who", "said"),
    [
        ("refugio-pa", LEAD, "no trabaja en la institución «refugio-pa»"),
        ("ninguna", LEAD, "Revise --organisation"),
        (CODE, "nadie", "No hay una cuenta activa con el nombre «nadie»"),
        (CODE, "acompanante", "no tiene ese permiso"),
    ],
)
def test_whoever_may_not_import_is_told_why_with_the_same_line(home, tmp_path, code, who, said):
    done = bring(home, written(tmp_path / "filas.csv", [SPARSE]), code, who)

    assert done.returncode == 2
    assert summary(done) == ZEROS
    assert said in done.stderr


def test_a_file_that_is_not_there_is_named(home, tmp_path):
    done = bring(home, tmp_path / "falta.csv")

    assert (done.returncode, summary(done)) == (2, ZEROS)
    assert "falta.csv" in done.stderr


@pytest.mark.parametrize("name", ["salida.csv", "salida.xlsx"])
def test_what_is_exported_comes_back_as_nothing_new(own, tmp_path, name):
    out = tmp_path / name

    done = amparo(own, "export", "htcds", "--as", LEAD, "--out", out)
    back = bring(own, out)

    written_ = summary(done)
    assert (done.returncode, written_["file"]) == (0, name)
    assert written_["written"] > 96
    assert summary(back) == ZEROS | {
        "read": written_["written"],
        "unchanged": written_["written"],
    }


def test_an_export_that_cannot_be_written_or_is_not_allowed_says_so(home, tmp_path):
    nowhere = amparo(home, "export", "htcds", "--as", LEAD, "--out", tmp_path / "no" / "x.csv")
    nobody = amparo(home, "export", "htcds", "--as", "fiscal", "--out", tmp_path / "x.csv")

    assert (nowhere.returncode, nobody.returncode) == (2, 2)
    assert summary(nowhere) == summary(nobody) == {"written": 0, "file": ""}
    assert "No se puede escribir" in nowhere.stderr
    assert "no tiene ese permiso" in nobody.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_data_folder_every_command_says_how_to_make_one(tmp_path):
    done = bring(tmp_path / "nada", tmp_path / "filas.csv")

    assert done.returncode != 0
    assert "amparo demo" in done.stderr and "amparo init" in done.stderr
    assert not (tmp_path / "nada").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "htcds", "x.csv"], "falta: --organisation, --as"),
        (["inventa"], "no existe: 'inventa'"),
        (["serve", "--port", "noventa"], "no es un puerto"),
        (["observatory", "table", "--by", "sex", "--format", "xml"], "no existe: 'xml'"),
    ],
)
def test_a_command_that_does_not_hold_is_explained_in_spanish(tmp_path, arguments, said):
    done = amparo(tmp_path, *arguments)

    assert done.returncode == 2
    assert said in done.stderr


def test_the_server_opens_the_port_of_the_environment_and_ends_its_children(own):
    port = free_port()
    server = started(own, "serve", PORT=str(port))
    try:
        assert f":{port}/" in server.stdout.readline()
        wait_for(lambda: len(family(server.pid)) >= 3)
        below = family(server.pid)
        door = HTTPConnection("127.0.0.1", port, timeout=60)
        door.request("GET", "/salud/")
        assert door.getresponse().status == 200
        door.close()

        second = amparo(own, "serve", "--port", str(port))

        assert second.returncode != 0
        assert f"No se puede abrir el puerto {port}" in second.stderr
        assert "Traceback" not in second.stderr
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        wait_for(lambda: not any(alive(pid) for pid in below))
    finally:
        server.kill()
        _out, errors = server.communicate()
    assert "Traceback" not in errors


def test_a_worker_ends_when_it_is_told_to(own):
    worker = started(own, "worker")
    try:
        wait_for(lambda: len(family(worker.pid)) >= 3)
        below = family(worker.pid)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
        wait_for(lambda: not any(alive(pid) for pid in below))
    finally:
        worker.kill()
        worker.communicate()


def test_a_page_never_waits_for_its_own_body():
    """Nagle's algorithm would hold it back until the reader's 40 ms of delayed acknowledgement."""
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _address = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
