"""Six ways to rewrite the log, by somebody who owns the database: all six are found, the last two
through a witness alone. Plus late commits, dead sealers, and proofs that outsiders check."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC
from amparo.kernel.audit import checkpoints
from amparo.kernel.audit.commands import prove_row, verify_log, write_witness
from amparo.kernel.audit.merkle import Frontier, leaf_hash
from amparo.kernel.audit.models import AuditRow, Checkpoint, Pseudonym, Seal
from amparo.kernel.audit.proving import KeptHashes, proof_text
from amparo.kernel.audit.sealing import seal_once, seal_waiting, write_checkpoint
from amparo.kernel.audit.services import leaf_of, record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.audit.verifying import Report, Verdict, verify
from tests.consoles import wait_for
from tests.proofs.intruder import Intruder, intruding

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("HYPOTHESIS_PROFILE") == "proofs"
PROOFS = 1000 if FULL else 60
BATCH, BATCHES = 5, 6
PERSONS = [uuid4() for _person in range(4)]


def lived(batches: int = BATCHES) -> None:
    """Some days of readings, each sealed under a checkpoint of its own."""
    for number in range(batches * BATCH):
        subjects = [PERSONS[number % 4], PERSONS[(number + 1) % 4]]
        record(PUBLIC, Verb.CASE_READ, subjects=subjects, fields=["name"], number=number)
        if number % BATCH == BATCH - 1:
            assert seal_once() == BATCH


def row_at(position: int) -> int:
    return Seal.objects.get(position=position).row_id


# -- the six, each with the position at which the log stops being what it was -------------------


def edit_columns(intruder: Intruder) -> int:
    intruder.run("UPDATE audit_auditrow SET actor = 'user:otra' WHERE id = %s", row_at(12))
    return 12


def edit_with_its_bytes(intruder: Intruder) -> int:
    row = AuditRow.objects.get(pk=row_at(12))
    row.actor = "user:otra"
    leaf = leaf_of(row, PERSONS[:2])
    intruder.run(
        "UPDATE audit_auditrow SET actor = %s, leaf = %s WHERE id = %s", row.actor, leaf, row.pk
    )
    return 12


def edit_everything_below_the_root(intruder: Intruder, position: int = 12) -> int:
    row = AuditRow.objects.get(pk=row_at(position))
    row.actor = "user:otra"
    named = intruder.run("SELECT pseudonym FROM audit_auditsubject WHERE row_id = %s", row.pk)
    leaf = leaf_of(row, [UUID(str(one)) for (one,) in named])
    intruder.run(
        "UPDATE audit_auditrow SET actor = %s, leaf = %s WHERE id = %s", row.actor, leaf, row.pk
    )
    intruder.run(
        "UPDATE audit_seal SET leaf_hash = %s WHERE position = %s", leaf_hash(leaf), position
    )
    return position


def name_another_person(intruder: Intruder) -> int:
    intruder.run("DELETE FROM audit_auditsubject WHERE row_id = %s", row_at(12))
    return 12


def delete_row(intruder: Intruder) -> int:
    intruder.run("DELETE FROM audit_auditrow WHERE id = %s", row_at(7))
    return 7


def delete_with_its_seal(intruder: Intruder) -> int:
    row = row_at(7)
    intruder.run("DELETE FROM audit_seal WHERE position = 7")
    intruder.run("DELETE FROM audit_auditsubject WHERE row_id = %s", row)
    intruder.run("DELETE FROM audit_auditrow WHERE id = %s", row)
    return 7


def delete_and_close_the_gap(intruder: Intruder) -> int:
    delete_with_its_seal(intruder)
    intruder.shift(8, -1)
    return 7


def insert_between(intruder: Intruder) -> int:
    extra = record(PUBLIC, Verb.CASE_READ, subjects=PERSONS[:1], number=-1)
    intruder.shift(20, 1)
    intruder.run(
        "INSERT INTO audit_seal (position, row_id, leaf_hash) VALUES (20, %s, %s)",
        extra.pk,
        leaf_hash(bytes(extra.leaf)),
    )
    return 20


def reorder(intruder: Intruder) -> int:
    """Two rows of one checkpoint change places, with their hashes."""
    intruder.run("UPDATE audit_seal SET position = 1000000 WHERE position = 16")
    intruder.run("UPDATE audit_seal SET position = 16 WHERE position = 18")
    intruder.run("UPDATE audit_seal SET position = 18 WHERE position = 1000000")
    return 16


ALTERED = [
    edit_columns,
    edit_with_its_bytes,
    edit_everything_below_the_root,
    name_another_person,
    delete_row,
    delete_with_its_seal,
    delete_and_close_the_gap,
    insert_between,
    reorder,
]


@pytest.mark.parametrize("alter", ALTERED, ids=lambda alter: alter.__name__)
def test_what_is_altered_is_found_and_placed(alter: Callable[[Intruder], int]):
    lived()
    assert verify().verdict is Verdict.SOUND

    with intruding() as intruder:
        position = alter(intruder)

    report = verify()
    assert report.verdict is Verdict.TAMPERED
    assert_names(report, position)


def assert_names(report: Report, position: int) -> None:
    """The first bad position, or the subtree of its checkpoint that it is in; and its times."""
    finding = report.finding
    assert finding is not None and finding.what
    start = position // BATCH * BATCH
    assert finding.position is not None and start <= finding.position <= position
    assert finding.before == Checkpoint.objects.get(size=start + BATCH).at
    assert finding.after == Checkpoint.objects.get(size=start).at


def truncate(_before: dict) -> None:
    with intruding() as intruder:
        kept = BATCH * (BATCHES - 2)
        rows = [
            row
            for (row,) in intruder.run("SELECT row_id FROM audit_seal WHERE position >= %s", kept)
        ]
        intruder.run("DELETE FROM audit_checkpoint WHERE size > %s", kept)
        intruder.run("DELETE FROM audit_seal WHERE position >= %s", kept)
        for row in rows:
            intruder.run("DELETE FROM audit_auditsubject WHERE row_id = %s", row)
            intruder.run("DELETE FROM audit_auditrow WHERE id = %s", row)


def swap_for_yesterdays_copy(before: dict) -> None:
    with intruding() as intruder:
        intruder.put_back(before)


@pytest.mark.parametrize("shorten", [truncate, swap_for_yesterdays_copy])
def test_what_is_shortened_passes_alone_and_is_found_by_the_witness(shorten, tmp_path):
    lived(2)
    with intruding() as intruder:
        before = intruder.copy()
    lived(BATCHES - 2)
    witness = tmp_path / "witness.json"
    assert write_witness(witness) == 0
    seal_waiting()
    assert verify_log(None, witness) == 0

    shorten(before)

    assert verify_log(None, None) == 0  # nobody can see it from inside
    assert verify_log(None, witness) == 3


def test_a_log_written_anew_with_the_nodes_own_key_is_found_by_the_witness(tmp_path):
    """Whoever has the database and the key as well can sign another story, but not unsign one."""
    lived(2)
    witness = tmp_path / "witness.json"
    assert write_witness(witness) == 0

    with intruding() as intruder:
        edit_everything_below_the_root(intruder, position=3)
        intruder.run("DELETE FROM audit_checkpoint")
    sign_again()

    assert verify_log(None, None) == 0
    assert verify_log(None, witness) == 3


def sign_again() -> None:
    frontier, last = Frontier(), None
    for seal in Seal.objects.order_by("position"):
        frontier.add(bytes(seal.leaf_hash))
        if frontier.size % BATCH == 0:
            last = write_checkpoint(last, frontier, seal.row_id)


# -- what is missing rather than false ------------------------------------------------------------


def test_a_signed_state_that_is_gone_leaves_the_log_incomplete():
    lived()
    with intruding() as intruder:
        intruder.run("DELETE FROM audit_checkpoint WHERE number = 3")

    report = verify()

    assert report.verdict is Verdict.INCOMPLETE
    assert report.finding is not None and report.finding.position == 2 * BATCH


def test_sealed_rows_that_no_signed_state_covers_leave_the_log_incomplete():
    lived()
    with intruding() as intruder:
        intruder.run("DELETE FROM audit_checkpoint WHERE number = %s", BATCHES)

    assert verify().verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize("column", ["signature", "root", "previous", "public_key"])
def test_a_signed_state_that_was_written_over_is_found(column):
    lived(3)
    length = 64 if column == "signature" else 32
    with intruding() as intruder:
        intruder.run(
            f"UPDATE audit_checkpoint SET {column} = %s WHERE number = 2",  # noqa: S608
            b"\x01" * length,
        )

    report = verify()

    assert report.verdict is Verdict.TAMPERED
    assert report.finding is not None and report.finding.position == BATCH


def test_rows_that_nobody_seals_leave_the_log_incomplete():
    lived(1)
    record(PUBLIC, Verb.CASE_READ, subjects=PERSONS)
    assert verify().verdict is Verdict.SOUND  # a moment ago

    clock.shift(timedelta(minutes=20))
    try:
        assert verify().verdict is Verdict.INCOMPLETE
    finally:
        clock.shift(timedelta(0))


def test_reading_again_from_a_signed_state_sees_only_what_came_later():
    lived()
    with intruding() as intruder:
        edit_columns(intruder)  # position 12

    assert verify_log(4, None) == 0
    assert verify_log(2, None) == 1
    assert verify_log(99, None) == 2


def test_a_starting_point_that_was_written_over_is_found():
    lived()
    with intruding() as intruder:
        intruder.run("UPDATE audit_checkpoint SET frontier = %s WHERE number = 4", b"\x02" * 64)

    assert verify(since=4).verdict is Verdict.TAMPERED


def test_a_file_that_is_no_witness_is_said_to_be_none(tmp_path, capsys):
    lived(1)
    for number, text in enumerate(["", "{}", "[]", '{"format": "amparo-witness-1"}']):
        path = tmp_path / str(number)
        path.write_text(text)
        assert verify_log(None, path) == 2
    assert verify_log(None, tmp_path / "none") == 2
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["verdict"] == "unreadable"


def test_erasing_who_somebody_was_leaves_the_log_sound():
    lived(2)
    Pseudonym.objects.filter(subject=PERSONS[0]).delete()

    assert verify().verdict is Verdict.SOUND


# -- late, and killed -----------------------------------------------------------------------------


def test_a_row_that_commits_after_later_ones_were_sealed_is_sealed_late():
    lived(2)
    newest = AuditRow.objects.latest("pk").pk
    kept(newest + 50)
    assert seal_once() == 1
    late = kept(newest + 10)

    assert seal_once() == 1

    assert Seal.objects.get(row=late).position == 2 * BATCH + 1
    assert verify().verdict is Verdict.SOUND


def kept(key: int) -> AuditRow:
    row = AuditRow(pk=key, at=clock.now(), actor="public", verb=Verb.CASE_READ)
    row.leaf = leaf_of(row, [])
    row.save(force_insert=True)
    return row


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite has one writer at a time")
def test_a_transaction_that_stays_open_while_others_are_sealed_is_sealed_late():
    written, sealed = threading.Event(), threading.Event()
    keys = []

    def slow() -> None:
        with transaction.atomic():
            keys.append(record(PUBLIC, Verb.CASE_READ, subjects=PERSONS[:1], late=True).pk)
            written.set()
            sealed.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(30)
    quick = record(PUBLIC, Verb.CASE_READ, number=1)
    assert seal_waiting() == 1
    sealed.set()
    thread.join()

    assert keys[0] < quick.pk
    assert seal_waiting() == 1
    assert Seal.objects.get(row=keys[0]).position == 1
    assert verify().verdict is Verdict.SOUND


WRITE = """
import django; django.setup()
from uuid import uuid4
from amparo.kernel.access.actor import PUBLIC
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
persons = [uuid4() for _ in range(5)]
for number in range({rows}):
    record(PUBLIC, Verb.CASE_READ, subjects=[persons[number % 5]], number=number)
"""
SEAL = """
import django; django.setup()
from amparo.kernel.audit import sealing
sealing.ROWS_PER_CHECKPOINT = 3
while True:
    sealing.seal_once()
"""
WRITERS, ROWS, KILLS = 2, 150 if FULL else 60, 6 if FULL else 3


def test_writers_at_once_and_a_sealer_killed_again_and_again_lose_and_repeat_nothing():
    writers = [beside(WRITE.format(rows=ROWS)) for _writer in range(WRITERS)]
    for _kill in range(KILLS):
        before = Checkpoint.objects.count()
        sealer = beside(SEAL)
        wait_for(lambda before=before: done(writers) or Checkpoint.objects.count() > before + 2)
        sealer.kill()
        sealer.wait()
    assert [writer.wait() for writer in writers] == [0] * WRITERS

    seal_waiting(everything=True)

    rows = set(AuditRow.objects.values_list("pk", flat=True))
    sealed = list(Seal.objects.values_list("row_id", flat=True))
    assert len(rows) == WRITERS * ROWS
    assert sorted(sealed) == sorted(rows)
    assert verify().verdict is Verdict.SOUND


def done(writers: list[subprocess.Popen[bytes]]) -> bool:
    return all(writer.poll() is not None for writer in writers)


def beside(code: str) -> subprocess.Popen[bytes]:
    """A process of the same node, on the database of this test."""
    environment = {
        **os.environ,
        "AMPARO_HOME": str(settings.HOME.path),
        "AMPARO_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "tests.proofs.same_database",
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT)


# -- proofs that outsiders check ------------------------------------------------------------------


def checker() -> ModuleType:
    """The tool as a file that somebody was handed: it is not imported as a part of anything."""
    found = importlib.util.spec_from_file_location("handed", ROOT / "tools" / "check_proof.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def proofs() -> list[str]:
    """Of rows all over a log of several kept subtrees, under signed states of many sizes."""
    rows = [AuditRow(at=clock.now(), actor="public", verb=Verb.CASE_READ) for _row in range(1100)]
    for number, row in enumerate(rows):
        row.details = {"number": number, "word": "condición"}
        row.leaf = leaf_of(row, [])
    AuditRow.objects.bulk_create(rows)
    seal_waiting()
    lived(2)
    chance, kept = random.Random(6962), KeptHashes()
    signed = list(Checkpoint.objects.order_by("number"))
    seals = list(Seal.objects.values_list("position", "row_id"))
    proofs = []
    while len(proofs) < PROOFS:
        (position, row), checkpoint = chance.choice(seals), chance.choice(signed)
        if position < checkpoint.size:
            proofs.append(proof_text(row, kept, checkpoint))
    return proofs


def test_every_proof_is_accepted_and_every_changed_one_refused(proofs, tmp_path):
    tool, path, chance = checker(), tmp_path / "proof.json", random.Random(9162)
    accepted = refused = 0
    for text in proofs:
        path.write_text(text, "utf-8")
        accepted += tool.main([str(path)]) == 0
        path.write_text(changed(text, chance), "utf-8")
        refused += tool.main([str(path)]) == 1

    assert (accepted, refused) == (PROOFS, PROOFS)


def changed(text: str, chance: random.Random) -> str:
    """One thing of a proof is another: a letter anywhere, a number, an order, another's part."""
    proof = json.loads(text)
    way = chance.randrange(5)
    if way == 0:
        where = chance.randrange(len(text))
        other = chance.choice([letter for letter in "0123456789abcdef{}" if letter != text[where]])
        return text[:where] + other + text[where + 1 :]
    if way == 1:
        proof["position"] += chance.choice([-1, 1, 256, proof["checkpoint"]["size"]])
    elif way == 2 and len(set(proof["path"])) > 1:
        proof["path"] = proof["path"][1:] + proof["path"][:1]
    elif way == 3:
        proof["path"] = proof["path"][:-1] or ["00" * 32]
    else:
        proof["checkpoint"]["size"] += chance.choice([-1, 1])
    return checkpoints.canonical(proof).decode() + "\n"


def test_the_tool_alone_in_an_empty_folder_says_what_it_checked(tmp_path):
    lived(2)
    proof, witness = tmp_path / "proof.json", tmp_path / "witness.json"
    seal_waiting()
    assert write_witness(witness) == 0
    seal_waiting()
    assert prove_row(row_at(3), proof) == 0
    key = json.loads(proof.read_text())["checkpoint"]["public_key"]

    said = run_tool(tmp_path, str(proof), "--key", key)
    strange = run_tool(tmp_path, str(proof), "--key", "00" * 32)
    unseen = run_tool(tmp_path, str(proof), "--witness", str(witness))

    assert said.returncode == 0 and "VALE: posición 3" in said.stdout
    assert strange.returncode == 1 and "NO VALE" in strange.stdout
    assert unseen.returncode == 1  # signed after the witness last looked
    with intruding() as intruder:
        edit_with_its_bytes_at_three(intruder)
    assert prove_row(row_at(3), proof) == 2


def edit_with_its_bytes_at_three(intruder: Intruder) -> None:
    intruder.run("UPDATE audit_auditrow SET leaf = %s WHERE id = %s", b"\x01{}", row_at(3))


def run_tool(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tool = folder / "check_proof.py"
    tool.write_bytes((ROOT / "tools" / "check_proof.py").read_bytes())
    return subprocess.run(
        [sys.executable, "-I", str(tool), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_tool_is_short_and_imports_nothing_of_ours():
    text = (ROOT / "tools" / "check_proof.py").read_text("utf-8")

    assert len(text.splitlines()) <= 150
    assert "import amparo" not in text and "from amparo" not in text
