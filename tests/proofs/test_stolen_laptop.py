"""A laptop is stolen with its whole data folder, and without its passphrase: nothing opens.

The thief has every file, the program and its source. What he tries here: to read, to run the
program, and every 32 bytes of the folder as each key that the program has a use for.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import signing

from tests.consoles import ROOT, amparo, environment
from tests.proofs import laptop

pytestmark = [
    pytest.mark.proof,
    pytest.mark.drill,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a laptop's database is a file"),
]
PEOPLE = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "proofs" else 30
PHRASE = "faro cobre vereda lluvia marzo"
FOUNDED = f"{PHRASE}\nCasa Faro de Muestra\nCR\nmaria\nninguna-tormenta-es-eterna\n"
PRELUDE = "from amparo.cli import start_django; start_django()\nfrom tests.proofs.laptop import *\n"
SEALED_COLUMNS = {
    "persons_person": laptop.WORDS,
    "cases_event": ("place", "narrative"),
    "cases_note": ("text",),
    "files_storedfile": ("name",),
    "reports_report": ("narrative",),
}
KEY, NONCE = 32, 12


def inside(home: Path, code: str, typed: str = PHRASE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code],
        env=environment(home),
        cwd=ROOT,
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> tuple[Path, dict]:
    """The folder as it lay on the disk when the machine was taken, and what its owner remembers."""
    home = tmp_path_factory.mktemp("laptop") / "home"
    founded = amparo(home, "init", stdin=FOUNDED)
    assert founded.returncode == 0, founded.stderr
    filled = inside(home, f"say(fill({PEOPLE}))")
    assert filled.returncode == 0, filled.stderr
    return home, json.loads(filled.stdout)


@pytest.fixture(scope="module")
def home(known) -> Path:
    return known[0]


@pytest.fixture(scope="module")
def taken(known, tmp_path_factory) -> Path:
    """The thief's copy."""
    return Path(shutil.copytree(known[0], tmp_path_factory.mktemp("thief") / "home"))


@pytest.fixture(scope="module")
def candidates(taken) -> set[bytes]:
    """Whatever in the folder could be a key: each 32 bytes of its keys, raw, in hex and hashed."""
    found: set[bytes] = {bytes(KEY), sha256(b"").digest()}
    for path in (taken / "keys").iterdir():
        raw = path.read_bytes()
        found.add(sha256(raw).digest())
        for content in chain([raw], _decoded(raw)):
            found |= {content[at : at + KEY] for at in range(max(len(content) - KEY + 1, 0))}
    derived = {_derived(key, name) for key in found for name in (b"recipients", b"node-keys")}
    return found | derived


def _decoded(raw: bytes) -> Iterator[bytes]:
    for word in raw.replace(b'"', b" ").replace(b",", b" ").split():
        try:
            yield bytes.fromhex(word.decode())
        except (ValueError, UnicodeDecodeError):
            continue


def _derived(key: bytes, name: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=None, info=b"amparo/" + name).derive(
        key
    )


def opens(key: bytes, sealed: bytes, bound: bytes) -> bool:
    try:
        AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except InvalidTag:
        return False
    return True


def rows(home: Path, query: str) -> list[tuple]:
    database = sqlite3.connect(home / "amparo.sqlite3")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_no_file_holds_a_word_in_any_spelling(taken):
    words = [word for number in range(PEOPLE) for word in laptop.canaries(number).values()]
    marks = {b"zunzuneria", b"Canaria00"} | {
        word.encode()[:16] for word in words if "zunzuneria" in word
    }
    marks |= {base64.b64encode(b"Canaria0"), b"Canaria0".hex().encode()}
    marks |= {"zunzuneria".encode("utf-16-le"), "zunzuneria".encode("utf-16-be")}
    kept = [path for path in taken.rglob("*") if path.is_file() and "static" not in path.parts]

    assert len(kept) > PEOPLE  # sealed originals, database and keys
    for path in kept:
        content = path.read_bytes().lower()
        assert [mark for mark in marks if mark.lower() in content] == [], path.name


def test_every_word_is_there_and_sealed(taken):
    for table, columns in SEALED_COLUMNS.items():
        for column in columns:
            (count,) = rows(
                taken,
                f"SELECT count(*) FROM {table} WHERE length({column}) > 31",  # noqa: S608  ours
            )[0]
            assert count == (PEOPLE if table != "reports_report" else len(range(0, PEOPLE, 10)))


def test_nothing_in_the_folder_opens_a_key_of_the_node(taken, candidates):
    declared = json.loads((taken / "keys" / "root.json").read_text())
    sealed = {b"amparo/node|master|1": bytes.fromhex(declared["master"])}
    sealed[b"amparo/node|root"] = bytes.fromhex(declared["source"]["sealed"])
    for path in (taken / "keys").glob("*.sealed"):
        sealed[b"amparo/node|" + path.stem.encode()] = bytes.fromhex(path.read_text())

    assert len(sealed) >= 5
    assert len(candidates) > 500
    opened = [
        bound for bound, what in sealed.items() for key in candidates if opens(key, what, bound)
    ]
    assert opened == []


def test_nothing_in_the_folder_opens_a_desk_a_team_or_a_word(taken, candidates):
    pairs = rows(taken, "SELECT kind, owner, private_key FROM vault_recipient LIMIT 40")
    assert len(pairs) > 20
    for kind, owner, private in pairs:
        bound = b"|".join((b"private", kind.encode(), bytes.fromhex(owner)))
        assert not any(opens(key, private, bound) for key in candidates)
    words = rows(taken, "SELECT public_id, name FROM persons_person LIMIT 40")
    for subject, name in words:
        bound = name[:19] + b"|persons.Person.name|" + bytes.fromhex(subject)
        assert not any(opens(key, name[19:], bound) for key in candidates)


def test_no_session_can_be_forged(known, candidates):
    signed = known[1]["signed"]

    for key in candidates:
        for secret in (key.hex(), key.decode("latin-1")):
            with pytest.raises(signing.BadSignature):
                signing.loads(signed, key=secret, salt=laptop.SALT)


def test_no_receipt_can_be_tried(known, taken, candidates):
    """Not even with the right code in hand: its proof needs the pepper."""
    import hmac

    from argon2.low_level import Type, hash_secret_raw

    code = known[1]["receipts"]["0"]
    locator, secret = code[:-14], code[-14:]
    found = rows(taken, f"SELECT salt, verifier FROM reports_report WHERE locator = '{locator}'")  # noqa: S608
    (salt, verifier) = found[0]
    for key in sorted(candidates)[:12]:
        stretched = hash_secret_raw(
            hmac.new(key, f"web|{secret}".encode(), sha256).digest(),
            salt,
            time_cost=1,
            memory_cost=64 * 1024,
            parallelism=1,
            hash_len=KEY,
            type=Type.ID,
        )
        assert _derived(stretched, b"receipt/proof") != verifier


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("serve", "--port", "0"),
        ("worker",),
        ("export", "htcds", "--out", "x.csv", "--as", "maria"),
        ("keys", "status"),
        ("keys", "split", "--shares", "2", "--threshold", "2", "--out", "x"),
        ("observatory", "build"),
    ],
)
@pytest.mark.parametrize("typed", ["", "faro cobre vereda lluvia abril\n"])
def test_the_program_opens_nothing_without_the_passphrase(taken, arguments, typed):
    before = {path: path.read_bytes() for path in (taken / "keys").iterdir()}

    done = amparo(taken, *arguments, stdin=typed)

    assert done.returncode == 2
    assert "La frase no abre las claves" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (taken / "keys").iterdir()} == before


def test_with_the_passphrase_everything_opens(known, home):
    read = inside(home, f"say(read({PEOPLE}))")
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout) == {"found": PEOPLE, "whole": PEOPLE}

    receipts = known[1]["receipts"]
    mailboxes = inside(home, f"say(mailboxes({receipts!r}))")
    assert json.loads(mailboxes.stdout) == {"mailboxes": len(receipts)}


def test_after_another_passphrase_the_stolen_copy_of_the_old_one_is_no_use(home, tmp_path):
    """Whoever learns the old passphrase and has only today's folder has nothing."""
    own = Path(shutil.copytree(home, tmp_path / "home"))
    changed = amparo(own, "keys", "rotate", stdin=f"{PHRASE}\notra frase distinta y larga\n")
    assert changed.returncode == 0, changed.stderr

    assert amparo(own, "check", stdin=f"{PHRASE}\n").returncode == 2
    read = inside(own, f"say(read({PEOPLE}))", typed="otra frase distinta y larga")
    assert json.loads(read.stdout) == {"found": PEOPLE, "whole": PEOPLE}
