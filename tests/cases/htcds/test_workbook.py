import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest

from amparo.cases.htcds.cells import Fault
from amparo.cases.htcds.errors import FileRefused, Problem
from amparo.cases.htcds.reading import open_rows
from tests.cases.htcds.making import cells_of, checked_of, form_problems, xlsx_file

NAME, NUMBER = "prs_FirstName", "prs_IdentityNumber"
BORN, AGE = "prs_Birthdate", "vic_AgeWhenTrafficked"
LATITUDE = "hte_Latitude"
MORNING = datetime(2020, 5, 31, 8, 30, tzinfo=UTC).replace(tzinfo=None)  # as Excel keeps it


def refusal_of(path):
    with pytest.raises(FileRefused) as caught:
        open_rows(path)
    return str(caught.value)


def sheet_of(xml, path):
    """A workbook whose one sheet holds these rows, written by hand."""
    book = openpyxl.Workbook()
    book.active["A1"] = "texto"
    book.save(path)
    return with_part(path, "xl/worksheets/sheet1.xml", f"<sheetData>{HEADER}{xml}</sheetData>")


HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>prs_FirstName</t></is></c></row>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_part(path, name, xml, prologue=""):
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    parts[name] = f'{prologue}<worksheet xmlns="{MAIN}">{xml}</worksheet>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each, content in parts.items():
            new.writestr(each, content)
    return path


def test_dates_numbers_and_booleans_come_as_plain_text(tmp_path):
    path = xlsx_file(
        tmp_path,
        [NAME, BORN, "hte_Date", AGE, LATITUDE, NUMBER, "con_Consent"],
        ["Ana", date(2001, 2, 3), MORNING, 15.0, -0.00001, 123456789, True],
    )

    assert cells_of(path) == [
        {
            NAME: "Ana",
            BORN: "2001-02-03",
            "hte_Date": "2020-05-31 08:30:00",
            AGE: "15",
            LATITUDE: "-0.00001",
            NUMBER: "123456789",
            "con_Consent": "true",
        }
    ]
    assert checked_of(path)[0]["hte_Date"] == "2020-05-31"


def test_a_time_alone_is_text_and_no_date(tmp_path):
    assert cells_of(xlsx_file(tmp_path, [NAME], [time(8, 30)])) == [{NAME: "08:30:00"}]


def test_blank_rows_and_gaps_are_not_records(tmp_path):
    path = xlsx_file(tmp_path, [], [NAME, None, "hte_City"], [], ["Ana"], [None, None, "x"])

    assert [(row.number, dict(row.cells)) for row in open_rows(path)] == [
        (1, {NAME: "Ana"}),
        (2, {"hte_City": "x"}),
    ]


def test_a_value_under_no_header_is_a_problem(tmp_path):
    (found,) = form_problems(xlsx_file(tmp_path, [NAME], ["Ana", None, "Canario"]))

    assert found[0] == 1
    assert "más celdas" in found[1].reason_es


def test_the_one_sheet_with_known_columns_is_taken(tmp_path):
    path = xlsx_file(tmp_path, ["Instrucciones"], ["Llene la otra hoja"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Personas").append([NAME])
    book["Personas"].append(["Ana"])
    book.save(path)

    assert cells_of(path) == [{NAME: "Ana"}]


def test_two_sheets_with_known_columns_are_refused(tmp_path):
    path = xlsx_file(tmp_path, [NAME], ["Ana"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Otra").append([NAME])
    book.save(path)

    assert "Varias hojas" in refusal_of(path)


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path):
    path = xlsx_file(tmp_path, [NAME], ["Ana"]).rename(tmp_path / "filas.csv")

    assert cells_of(path) == [{NAME: "Ana"}]


def test_a_formula_gives_the_value_saved_with_it(tmp_path):
    xml = '<row r="2"><c r="A2" t="str"><f>UPPER("ana")</f><v>ANA</v></c></row>'

    assert cells_of(sheet_of(xml, tmp_path / "f.xlsx")) == [{NAME: "ANA"}]


def test_a_formula_without_its_value_refuses_the_file(tmp_path):
    assert "fórmulas sin su resultado" in refusal_of(xlsx_file(tmp_path, [NAME], ["=1+1"]))


def test_a_formula_in_error_is_a_problem_of_its_row(tmp_path):
    xml = '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'

    assert form_problems(sheet_of(xml, tmp_path / "e.xlsx")) == [
        (1, Problem(NAME, Fault.FORMULA_ERROR.value))
    ]


def test_a_date_outside_the_calendar_is_a_problem_of_its_row(tmp_path):
    path = xlsx_file(tmp_path, [BORN], [1e12])
    book = openpyxl.load_workbook(path)
    book.active["A2"].number_format = "yyyy-mm-dd"
    book.save(path)

    assert form_problems(path) == [(1, Problem(BORN, Fault.FORMULA_ERROR.value))]


def test_a_number_whose_last_digits_are_lost_is_a_problem(tmp_path):
    path = xlsx_file(tmp_path, [NUMBER], [1234567890123456], ["1234567890123456"])

    assert form_problems(path) == [(1, Problem(NUMBER, Fault.LOST_DIGITS.value))]
    assert cells_of(path)[1] == {NUMBER: "1234567890123456"}


def test_a_cell_over_one_megabyte_is_a_problem_of_its_row(tmp_path):
    text = "x" * 1_000_001
    xml = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{text}</t></is></c></row>'

    assert form_problems(sheet_of(xml, tmp_path / "b.xlsx")) == [
        (1, Problem(NAME, Fault.TOO_BIG.value))
    ]


def test_shared_strings_are_read_where_cells_point_to_them(tmp_path):
    path = sheet_of('<row r="2"><c r="A2" t="s"><v>1</v></c></row>', tmp_path / "s.xlsx")
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>otra</t></si><si><r><t>An</t></r><r><t>a</t></r></si></sst>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each).decode() for each in old.namelist()}
    parts["xl/sharedStrings.xml"] = strings
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    with zipfile.ZipFile(path, "w") as new:
        for each, content in parts.items():
            new.writestr(each, content)

    assert cells_of(path) == [{NAME: "Ana"}]


def test_escaped_characters_are_read_as_the_format_says(tmp_path):
    xml = '<row r="2"><c r="A2" t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c></row>'

    assert cells_of(sheet_of(xml, tmp_path / "x.xlsx")) == [{NAME: "a\rb_x0041_"}]


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="2"><c r="A2"><v>doce</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>quizá</v></c></row>',
        '<row r="2"><c r="A2" t="d"><v>ayer</v></c></row>',
        '<row r="2"><c r="2A"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="x"><v>1</v></c></row>',
        '<row r="dos"/>',
        "<row>",
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused_before_any_row(tmp_path, xml):
    assert "dañado" in refusal_of(sheet_of(xml, tmp_path / "roto.xlsx"))


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1048577"/>',
        '<row r="2">' + "<c/>" * 16_385 + "</row>",
    ],
)
def test_a_sheet_larger_than_a_spreadsheet_is_refused(tmp_path, xml):
    assert "más grande" in refusal_of(sheet_of(xml, tmp_path / "grande.xlsx"))


def test_a_cell_of_forty_million_characters_is_refused_without_holding_it(tmp_path):
    text = "".join(f"{number:08x}" for number in range(5_000_000))
    xml = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{text}</t></is></c></row>'

    assert "más grande" in refusal_of(sheet_of(xml, tmp_path / "celda.xlsx"))


def test_xml_with_entities_is_refused(tmp_path):
    path = sheet_of("", tmp_path / "dtd.xlsx")
    prologue = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'
    with_part(path, "xl/worksheets/sheet1.xml", f"<sheetData>{HEADER}</sheetData>", prologue)

    assert "dañado" in refusal_of(path)


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path):
    path = xlsx_file(tmp_path, [NAME], ["Ana"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomba.bin", bytes(40_000_000))

    assert "se expande" in refusal_of(path)


def test_a_zip_bomb_is_refused_by_its_total(tmp_path):
    path = xlsx_file(tmp_path, [NAME], ["Ana"])
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (2_000_000_001).to_bytes(4, "little")
    path.write_bytes(content)

    assert "se expande" in refusal_of(path)


def test_a_part_too_large_to_be_held_in_memory_is_refused(tmp_path):
    path = xlsx_file(tmp_path, [NAME], ["Ana"])
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/styles.xml"))
    content[entry + 20 : entry + 28] = (128_000_001).to_bytes(4, "little") * 2
    path.write_bytes(content)

    assert "demasiado grande" in refusal_of(path)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 y nada", b"prs_FirstName\nAna", b"%PDF-1.7"],
)
def test_what_is_called_xlsx_and_is_not_is_refused(tmp_path, content):
    path = tmp_path / "falso.xlsx"
    path.write_bytes(content)

    assert "no es un XLSX" in refusal_of(path)


def test_an_empty_workbook_is_refused(tmp_path):
    assert "vacío" in refusal_of(xlsx_file(tmp_path))


def test_an_empty_file_called_xlsx_is_refused(tmp_path):
    path = tmp_path / "nada.xlsx"
    path.touch()

    assert "vacío" in refusal_of(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "otra.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a/>")

    assert "no es un XLSX" in refusal_of(path)


def test_a_damaged_part_is_refused_before_any_row(tmp_path):
    path = xlsx_file(tmp_path, [NAME], *(["Ana"] for _ in range(500)))
    content = bytearray(path.read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)

    assert "dañado" in refusal_of(path)
