import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.cases.htcds.checking import check_row
from amparo.cases.htcds.fields import Kind, codes, fields
from amparo.cases.htcds.text import normalise
from amparo.cases.htcds.writing import write_table
from tests.cases.htcds.making import TODAY, cells_of, checked_of

TROUBLE = st.sampled_from(
    ("=1+1", "+1", "-1", "@x", "'", "''=", "'@", '"', '""', "a\nb", "\t", ";", ",", "#N/A", "TRUE")
) | st.sampled_from(
    (
        "_x0041_",
        "_x005F_",
        "شكرا",
        "\u200fעברית",
        "👩\u200d👧",
        "é",
        "&amp;",
        "]]>",
        "007",
        "a\r\nb",
    )
)
TEXT = st.lists(TROUBLE | st.text(max_size=20), min_size=1, max_size=4).map("".join).map(normalise)


def values_of(field):
    match field.kind:
        case Kind.CODE | Kind.COUNTRY:
            known = [each.code for each in codes().get(field.code_list, ())] or ["CR", "NI", "MX"]
            return st.lists(
                st.sampled_from(known), min_size=1, max_size=3 if field.many else 1
            ).map(";".join)
        case Kind.DATE:
            return st.dates(min_value=TODAY.replace(year=1900), max_value=TODAY).map(str)
        case Kind.WHOLE:
            return st.integers(0, 99).map(str)
        case Kind.LATITUDE:
            return st.decimals(-90, 90, places=6).map(str)
        case Kind.LONGITUDE:
            return st.decimals(-180, 180, places=6).map(str)
        case Kind.CHECKBOX:
            return st.sampled_from(["sí", "no"])
        case Kind.LANGUAGE:
            return st.sampled_from(["es", "mis", "=lengua", "Ngäbere de Muestra"])
        case _:
            return TEXT


ROW = (
    st.fixed_dictionaries({}, optional={key: values_of(field) for key, field in fields().items()})
    .map(lambda row: {key: text for key, text in row.items() if normalise(text)})
    .filter(bool)
    .map(lambda row: dict(check_row(row, today=TODAY).values))
)


@pytest.mark.parametrize("name", ["filas.csv", "filas.xlsx"])
@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROW, max_size=4))
def test_checked_rows_written_and_read_again_are_the_same(name, rows):
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_table(path, rows)

        assert checked_of(path) == rows


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=3))
def test_another_reader_sees_the_workbook_we_write(rows):
    """Read by openpyxl alone, the header and the number of rows are right."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "filas.xlsx"
        write_table(path, rows)
        sheet = openpyxl.load_workbook(path)["HTCDS"]

        assert [cell.value for cell in sheet[1]] == list(fields())
        assert sheet.max_row == len(rows) + 1


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), ("|", "cp1252")]
)
def test_a_file_saved_again_with_other_columns_and_encoding_reads_the_same(
    tmp_path, separator, encoding
):
    row = {"hte_Street": "=calle", "prs_FirstName": 'Íñigo; "el"|\t\nde Muestra', "hte_City": "Ñ"}
    write_table(tmp_path / "filas.csv", [row])
    with (tmp_path / "filas.csv").open(encoding="utf-8-sig", newline="") as lines:
        (written,) = csv.DictReader(lines)
    path = tmp_path / "otra.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerows([list(row), [written[key] for key in row]])

    assert cells_of(path) == [row]
