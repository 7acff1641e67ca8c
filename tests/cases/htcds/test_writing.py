import csv
import stat

import pytest

from amparo.cases.htcds.cells import MOST_ROWS
from amparo.cases.htcds.errors import CannotWrite, Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.writing import RejectedRows, write_csv, write_rejected, write_table
from tests.cases.htcds.making import cells_of

ROW = {"prs_FirstName": "Ana", "hte_City": "x"}


def test_csv_has_a_mark_commas_crlf_and_all_fields_in_order(tmp_path):
    path = tmp_path / "salida.csv"

    assert write_table(path, [{"org_Name": 'la "Casa", sí', "con_Consent": "true"}]) == 1
    header, row, end = path.read_bytes().decode().split("\r\n")
    assert header == "\ufeff" + ",".join(fields())
    assert row == '"la ""Casa"", sí"' + "," * 83 + "true"
    assert end == ""


def test_what_a_spreadsheet_would_run_is_guarded_but_checked_numbers_are_not(tmp_path):
    path = tmp_path / "salida.csv"
    row = {"prs_FirstName": "=HYPERLINK()", "hte_Street": "'+x", "hte_Longitude": "-84.09"}

    write_csv(path, [row])
    with path.open(encoding="utf-8-sig", newline="") as lines:
        (written,) = csv.DictReader(lines)
    assert {key: written[key] for key in row} == {
        "prs_FirstName": "'=HYPERLINK()",
        "hte_Street": "''+x",
        "hte_Longitude": "-84.09",
    }
    assert cells_of(path) == [row]


@pytest.mark.parametrize("name", ["salida.csv", "salida.xlsx"])
def test_a_file_of_people_is_readable_by_its_owner_alone(tmp_path, name):
    write_table(tmp_path / name, [ROW])

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["salida.csv", "salida.xlsx"])
@pytest.mark.parametrize("row", [{}, {"prs_FirstName": ""}, {"notas": "x"}])
def test_a_row_that_would_be_lost_stops_the_writing_and_leaves_the_old_file(tmp_path, name, row):
    path = tmp_path / name
    path.write_text("lo de antes")

    with pytest.raises(ValueError, match="row 2"):
        write_table(path, [ROW, row])
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert path.read_text() == "lo de antes"


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_a_text_longer_than_a_cell_is_told_and_never_cut(tmp_path, text):
    with pytest.raises(CannotWrite) as caught:
        write_table(tmp_path / "salida.xlsx", [ROW, {"hte_Description": text}])

    assert (caught.value.record, caught.value.field) == (2, "hte_Description")
    assert "32 767" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["x" * 32_767, "😀" * 16_383])
def test_a_text_as_long_as_a_cell_goes_in_whole(tmp_path, text):
    write_table(tmp_path / "salida.xlsx", [{"hte_Description": text}])

    assert cells_of(tmp_path / "salida.xlsx") == [{"hte_Description": text}]


@pytest.mark.parametrize("text", ["a\x07b", "a\uffffb", "a\ud800b"])
def test_a_text_that_xml_cannot_hold_is_told(tmp_path, text):
    with pytest.raises(CannotWrite, match="hte_Description"):
        write_table(tmp_path / "salida.xlsx", [{"hte_Description": text}])


def test_more_rows_than_a_sheet_holds_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr("amparo.cases.htcds.sheetout.MOST_ROWS", 3)

    assert MOST_ROWS == 1_048_576
    with pytest.raises(CannotWrite, match="tantas filas"):
        write_table(tmp_path / "salida.xlsx", [ROW] * 3)
    assert write_table(tmp_path / "salida.xlsx", [ROW] * 2) == 2


def test_the_same_rows_give_the_same_workbook(tmp_path):
    write_table(tmp_path / "a.xlsx", [ROW])
    write_table(tmp_path / "b.xlsx", [ROW])

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_rejected_rows_are_listed_beside_the_file_with_every_reason(tmp_path):
    problems = [Problem("prs_Gender", "No está en la lista."), Problem("=x", 'Con "comillas".')]

    path = write_rejected(tmp_path / "a.csv", [(3, problems), (9, [Problem("", "Más celdas.")])])

    assert path == tmp_path / "a.csv.rejected.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        assert list(csv.reader(lines)) == [
            ["record", "field", "reason"],
            ["3", "prs_Gender", "No está en la lista."],
            ["3", "'=x", 'Con "comillas".'],
            ["9", "", "Más celdas."],
        ]


def test_without_rejected_rows_the_list_of_an_earlier_run_goes_away(tmp_path):
    write_rejected(tmp_path / "a.csv", [(1, [Problem("", "x")])])

    assert write_rejected(tmp_path / "a.csv", []) is None
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_breaks_leaves_the_list_that_was_there(tmp_path):
    write_rejected(tmp_path / "a.csv", [(1, [Problem("", "x")])])
    before = (tmp_path / "a.csv.rejected.csv").read_bytes()

    with pytest.raises(RuntimeError), RejectedRows(tmp_path / "a.csv") as rejected:
        rejected.add(2, [Problem("", "y")])
        raise RuntimeError
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]
