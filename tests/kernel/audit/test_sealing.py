"""Sealing as the worker does it, what it says when it is late, and what stops then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from amparo.cases.htcds.commands import export_file
from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC
from amparo.kernel.audit.models import AuditRow, Checkpoint, Seal
from amparo.kernel.audit.sealing import (
    ROWS_PER_CHECKPOINT,
    SealingLate,
    require_sealed_log,
    seal_once,
    seal_state,
    seal_waiting,
)
from amparo.kernel.audit.services import leaf_of, record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.audit.verifying import Verdict, verify
from amparo.kernel.jobs import beat
from amparo.kernel.vault.nodekeys import MissingKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def later() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


@pytest.fixture
def without_its_key() -> Iterator[None]:
    """The key of the log goes away after it signed once, and comes back at the end."""
    record(PUBLIC, Verb.CASE_READ)
    seal_once()
    path = settings.HOME.keys_folder / "audit.sealed"
    away = path.rename(path.with_suffix(".away"))
    settings.HOME.keys.forget("audit")
    yield
    away.rename(path)


def rows(count: int, at: datetime | None = None) -> None:
    made = [AuditRow(at=at or clock.now(), actor="public", verb="case.read") for _ in range(count)]
    for row in made:
        row.leaf = leaf_of(row, [])
    AuditRow.objects.bulk_create(made)


def row_with(key: int) -> AuditRow:
    row = AuditRow(pk=key, at=clock.now(), actor="public", verb="case.read")
    row.leaf = leaf_of(row, [])
    row.save(force_insert=True)
    return row


def test_a_beat_of_the_worker_seals_what_waits():
    record(PUBLIC, Verb.CASE_READ)
    assert seal_state().waiting == 1

    beat.beat()

    state = seal_state()
    assert (state.size, state.waiting, state.late) == (1, 0, timedelta(0))


def test_a_signed_state_covers_at_most_a_thousand_rows_and_nothing_new_makes_none():
    rows(ROWS_PER_CHECKPOINT + 1)

    assert seal_waiting() == ROWS_PER_CHECKPOINT + 1
    assert list(Checkpoint.objects.order_by("number").values_list("size", flat=True)) == [
        ROWS_PER_CHECKPOINT,
        ROWS_PER_CHECKPOINT + 1,
    ]
    assert seal_waiting() == 0
    assert Checkpoint.objects.count() == 2


def test_a_beat_looks_at_recent_rows_and_the_daily_pass_at_every_row(later):
    row_with(1000)
    seal_once()
    clock.shift(timedelta(hours=2))
    row_with(1001)
    seal_once()
    clock.shift(timedelta(hours=4))
    hidden = row_with(500)

    assert seal_waiting() == 0
    assert seal_waiting(everything=True) == 1
    assert Seal.objects.get(row=hidden).position == 2


def test_a_row_that_no_pass_finds_for_a_day_leaves_the_log_incomplete(later):
    row_with(1000)
    seal_once()
    row_with(500)
    clock.shift(timedelta(hours=26))
    row_with(1001)
    assert seal_once() == 1

    assert verify().verdict is Verdict.INCOMPLETE


def test_a_coarse_time_of_a_row_does_not_make_sealing_look_late():
    rows(1)
    seal_once()
    rows(1, at=clock.now() - timedelta(hours=20))

    assert not seal_state().alerts


@pytest.mark.parametrize(
    ("minutes", "alerts", "stops"),
    [(14, False, False), (16, True, False), (239, True, False), (241, True, True)],
)
def test_what_waits_too_long_is_said_and_then_stops_exports(later, minutes, alerts, stops):
    rows(1)
    clock.shift(timedelta(minutes=minutes))

    state = seal_state()

    assert (state.alerts, state.stops_exports) == (alerts, stops)


def test_an_export_first_seals_what_waits(later):
    rows(1)
    clock.shift(timedelta(hours=5))

    require_sealed_log()

    assert seal_state().waiting == 0


def test_nothing_leaves_when_the_log_cannot_be_sealed(without_its_key, later, tmp_path, capsys):
    rows(1)
    require_sealed_log()  # a while is not yet four hours
    clock.shift(timedelta(hours=5))

    with pytest.raises(SealingLate):
        require_sealed_log()
    assert export_file(tmp_path / "out.csv", "nadie") == 2
    assert "no se ha podido sellar" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_lost_key_is_never_replaced_by_a_new_one(without_its_key):
    rows(1)

    with pytest.raises(MissingKey):
        seal_once()

    report = verify()
    assert report.verdict is Verdict.INCOMPLETE
    assert report.finding is not None and "llave" in report.finding.what


def test_intake_goes_on_while_sealing_is_late(without_its_key, later):
    rows(1)
    clock.shift(timedelta(hours=9))

    record(PUBLIC, Verb.REPORT_MOVED, at=datetime(2026, 1, 2, tzinfo=UTC))

    assert AuditRow.objects.count() == 3


def test_work_that_fails_stops_neither_the_rest_nor_the_worker(without_its_key):
    rows(1)

    beat.begin()
    beat.beat()

    assert seal_state().waiting == 1
