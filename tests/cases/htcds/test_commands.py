"""What the two commands print and how they end."""

from __future__ import annotations

import json

import pytest

from amparo.cases.htcds import importing
from amparo.cases.htcds.commands import export_file, import_file
from amparo.kernel.access.permissions import Role
from tests.cases.htcds.importer import LUCERO, SPARSE, written
from tests.cases.htcds.making import checked_of
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db
KEYS = ["read", "created", "updated", "unchanged", "rejected", "deprecated", "ignored_columns"]


@pytest.fixture
def place(settings):
    settings.DEMONSTRATION = True
    return MembershipFactory(role=Role.CASE_LEAD, user__username="lucia")


def bring(place, path) -> int:
    return import_file(path, place.desk.organisation.code, "lucia")


def last_line(capsys) -> tuple[dict[str, object], str]:
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    return json.loads(line), said.err


def test_one_line_with_seven_keys_in_their_order(place, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 1)
    row = {**SPARSE, "Mascota": "gato", "vic_AgreementToManagePersonalData": "sí"}

    assert bring(place, written(tmp_path / "f.csv", [row, row])) == 0

    found, progress = last_line(capsys)
    assert list(found) == KEYS
    assert (found["created"], found["ignored_columns"]) == (2, ["Mascota"])
    assert found["deprecated"] == ["vic_AgreementToManagePersonalData"]
    assert progress.count("\r") == 2
    assert "1 leídas · 1 nuevas" in progress and "2 leídas · 2 nuevas" in progress


def test_a_rejected_row_ends_with_three_and_the_place_of_its_reason(place, tmp_path, capsys):
    path = written(tmp_path / "f.csv", [SPARSE, {"prs_Gender": "Zunzuneria"}])

    assert bring(place, path) == 3

    found, told = last_line(capsys)
    assert (found["created"], found["rejected"]) == (1, 1)
    assert f"{path}.rejected.csv" in told and "Zunzuneria" not in told


def test_a_run_without_rejected_rows_takes_the_old_list_away(place, tmp_path):
    path = written(tmp_path / "f.csv", [{"prs_Gender": "x"}])
    bring(place, path)
    assert (tmp_path / "f.csv.rejected.csv").exists()

    assert bring(place, written(path, [SPARSE])) == 0

    assert not (tmp_path / "f.csv.rejected.csv").exists()


def test_a_refused_account_leaves_the_files_beside_alone(place, tmp_path, capsys):
    path = written(tmp_path / "f.csv", [SPARSE])
    (tmp_path / "f.csv.rejected.csv").write_text("de antes")

    assert import_file(path, "otra", "lucia") == 2

    found, told = last_line(capsys)
    assert found["read"] == 0
    assert "Revise --organisation" in told
    assert (tmp_path / "f.csv.rejected.csv").read_text() == "de antes"


def test_a_folder_where_no_list_can_be_left_refuses_the_file(place, tmp_path, capsys, monkeypatch):
    path = written(tmp_path / "f.csv", [SPARSE])
    monkeypatch.setattr("os.access", lambda _path, _mode: False)

    assert bring(place, path) == 2

    found, told = last_line(capsys)
    assert found["created"] == 0
    assert "Copie el archivo a otra carpeta" in told


def test_an_export_says_how_many_rows_and_where(place, tmp_path, capsys):
    bring(place, written(tmp_path / "f.csv", [LUCERO, SPARSE]))
    capsys.readouterr()

    assert export_file(tmp_path / "s.xlsx", "lucia") == 0

    found, progress = last_line(capsys)
    assert found == {"written": 2, "file": "s.xlsx"}
    assert "2 filas" in progress
    assert len(checked_of(tmp_path / "s.xlsx")) == 2


def test_a_cell_that_does_not_fit_a_sheet_names_the_record_and_leaves_no_file(
    place, tmp_path, capsys
):
    long = {**SPARSE, "cco_CaseComment": "canario " * 5000}
    bring(place, written(tmp_path / "f.csv", [LUCERO, long]))
    capsys.readouterr()

    assert export_file(tmp_path / "s.xlsx", "lucia") == 2

    found, told = last_line(capsys)
    assert found == {"written": 0, "file": ""}
    assert "Registro 2, cco_CaseComment" in told and "canario" not in told
    assert not (tmp_path / "s.xlsx").exists()
