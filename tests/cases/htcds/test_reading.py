import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.cases.htcds.delimited import UnclosedQuote, split_records
from amparo.cases.htcds.errors import FileRefused, Problem
from amparo.cases.htcds.reading import open_rows
from tests.cases.htcds.making import cells_of, csv_file, form_problems

NAME, CITY = "prs_FirstName", "hte_City"


def refusal_of(path):
    with pytest.raises(FileRefused) as caught:
        open_rows(path)
    return str(caught.value)


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_separator_and_line_end_reads_the_same(tmp_path, encoding, separator, end):
    lines = [
        separator.join([NAME, CITY]),
        separator.join(["Íñigo de Muestra", '"a, b; c\td|e"']),
        separator.join(["Zoé", "Córdoba"]),
    ]
    path = csv_file(tmp_path, end.join(lines) + end, encoding)

    assert cells_of(path) == [
        {NAME: "Íñigo de Muestra", CITY: "a, b; c\td|e"},
        {NAME: "Zoé", CITY: "Córdoba"},
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('prs_FirstName,hte_City\n"dos\nlíneas",x', {NAME: "dos\nlíneas", CITY: "x"}),
        ('prs_FirstName,hte_City\n"dos\r\nlíneas",x\r\n', {NAME: "dos\r\nlíneas", CITY: "x"}),
        ('prs_FirstName\n"la ""Beba"""', {NAME: 'la "Beba"'}),
        ('prs_FirstName\n5" de alto', {NAME: '5" de alto'}),
        ('prs_FirstName\n"a" b', {NAME: "a b"}),
        ('"prs_FirstName" ; hte_City\nAna;x', {NAME: "Ana", CITY: "x"}),
        ('"prs_FirstName","Notas, citas; etc"\nAna,x', {NAME: "Ana"}),
        ("sep=;\nprs_FirstName;hte_City\na,b;x", {NAME: "a,b", CITY: "x"}),
        ("\n\n  ,\nprs_FirstName,hte_City\n\n,\nAna,x\n\n", {NAME: "Ana", CITY: "x"}),
        ("prs_FirstName,hte_City\nAna\n", {NAME: "Ana"}),
        ("prs_FirstName,hte_City,,\nAna,x,,,,\n", {NAME: "Ana", CITY: "x"}),
        ("prs_FirstName\n'=1+1", {NAME: "=1+1"}),
        ("prs_FirstName\n''", {NAME: "''"}),
        ("prs_FirstName\nun\x00o", {NAME: "un\x00o"}),
    ],
)
def test_one_messy_record_reads_as_meant(tmp_path, text, cells):
    assert cells_of(csv_file(tmp_path, text)) == [cells]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("  PRS_firstname ", NAME),
        ("prs_First_Name", NAME),
        ("vic_Methods_of_Control", "vic_MethodsOfControl"),
        ("FirstName", NAME),
        ("gender", "prs_Gender"),
        ("con-consent", "con_Consent"),
    ],
)
def test_a_header_is_known_in_any_case_and_without_prefix(tmp_path, header, key):
    assert open_rows(csv_file(tmp_path, header + "\nx")).columns == (key,)


@pytest.mark.parametrize("header", ["Name", "City", "Type", "Status", "Date", "Longitude"])
def test_a_bare_name_that_could_be_two_fields_is_left_out(tmp_path, header):
    source = open_rows(csv_file(tmp_path, f"prs_FirstName,{header}\nAna,x"))

    assert source.columns == (NAME,)
    assert source.ignored_columns == (header,)


def test_unknown_columns_are_named_once_and_left_out(tmp_path):
    path = csv_file(tmp_path, "Notas,prs_FirstName,Notas,,hte_City\na,Ana,b,c,x")
    source = open_rows(path)

    assert source.ignored_columns == ("Notas", "columna 4, sin nombre")
    assert cells_of(path) == [{NAME: "Ana", CITY: "x"}]


def test_deprecated_columns_are_told(tmp_path):
    source = open_rows(csv_file(tmp_path, "vic_Vulnerabilities,prs_FirstName\nPoverty,Ana"))

    assert source.deprecated_columns == ("vic_Vulnerabilities",)


def test_records_count_from_one_without_header_or_blank_lines(tmp_path):
    path = csv_file(tmp_path, "prs_FirstName,hte_City\n\nAna,x\n,\n\nBea,y\n")

    assert [row.number for row in open_rows(path)] == [1, 2]


def test_a_row_with_more_cells_than_the_header_is_a_problem_and_the_next_is_not(tmp_path):
    path = csv_file(tmp_path, "prs_FirstName,hte_City\nAna,x,Canario\nBea,y")

    (number, problem), *others = form_problems(path)
    assert (number, problem.field, others) == (1, "", [])
    assert "más celdas que el encabezado" in problem.reason_es
    assert cells_of(path) == [{}, {NAME: "Bea", CITY: "y"}]


@pytest.mark.parametrize("cell", ["x" * 1_000_001, "é" * 500_001, '"' + "a\n" * 600_000 + '"'])
def test_a_cell_over_one_megabyte_is_a_problem_and_the_next_row_is_not(tmp_path, cell):
    path = csv_file(tmp_path, f"prs_FirstName,hte_City\nAna,{cell}\nBea,y\n")

    reason = "La celda pasa de 1 MB. Acorte el texto o guárdelo en un archivo aparte."
    assert form_problems(path) == [(1, Problem(CITY, reason))]
    assert cells_of(path) == [{NAME: "Ana"}, {NAME: "Bea", CITY: "y"}]


def test_a_cell_of_exactly_one_megabyte_goes_in(tmp_path):
    path = csv_file(tmp_path, "prs_FirstName\n" + "x" * 1_000_000)

    assert [len(row.cells[NAME]) for row in open_rows(path)] == [1_000_000]


def test_a_big_cell_in_an_ignored_column_is_told_by_its_name(tmp_path):
    path = csv_file(tmp_path, "prs_FirstName,Notas\nAna," + "x" * 1_000_001)

    assert [(number, problem.field) for number, problem in form_problems(path)] == [(1, "Notas")]


def test_a_record_over_the_limit_as_a_whole_is_not_held(tmp_path):
    cells = ["x" * 999_999] * 70
    header = ",".join(["prs_FirstName", *(f"n{at}" for at in range(69))])
    path = csv_file(tmp_path, header + "\n" + ",".join(cells) + "\nBea\n")

    found = form_problems(path)
    assert {number for number, _problem in found} == {1}
    assert 0 < len(found) < 10
    assert cells_of(path)[1] == {NAME: "Bea"}


def test_lone_surrogates_do_not_change_the_encoding(tmp_path):
    path = csv_file(tmp_path, "prs_FirstName\nñandú ".encode() + b"\xed\xa0\x80")

    assert cells_of(path) == [{NAME: "ñandú \ud800"}]


def test_latin_1_is_chosen_when_cp1252_has_no_such_byte(tmp_path):
    assert cells_of(csv_file(tmp_path, b"prs_FirstName\nni\xf1a\x81")) == [{NAME: "niña\x81"}]


def test_a_line_end_cut_by_a_block_does_not_make_a_row(tmp_path):
    for size in range(65_530, 65_540):
        path = csv_file(tmp_path, "prs_FirstName,hte_City\r\n" + "x" * size + ",y\r\nBea,z\r\n")
        assert [row.number for row in open_rows(path)] == [1, 2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vacío"),
        (b"\xef\xbb\xbf \r\n\r\n", "vacío"),
        ("nombre,edad\nCanario,3", "Ninguna columna es de HTCDS"),
        ("Canario de Muestra,2001\nOtra de Muestra,2002", "Ninguna columna es de HTCDS"),
        ("prs_FirstName,hte_City,PRS_FIRSTNAME\na,b,c", "repetidas: prs_FirstName"),
        ("prs_Gender,Gender\na,b", "repetidas: prs_Gender"),
        ('prs_FirstName\nAna\n"Bea\nCanario', "El registro 2 abre comillas"),
        ('"prs_FirstName\nAna', "El encabezado abre comillas"),
        ("prs_FirstName\n" + "ñandú\n" * 5, "mezcla dos codificaciones"),
        (b"\xef\xbb\xbfprs_FirstName\n\xff", "dice ser Unicode"),
        ("prs_FirstName\nAna".encode("utf-16-le"), "no es texto"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "contraseña"),
        ("prs_FirstName" + ",x" * 16_400, "demasiadas columnas"),
    ],
)
def test_a_file_of_no_use_is_refused_with_its_reason(tmp_path, content, words):
    if isinstance(content, str) and "ñandú" in content:
        content = content.encode() + b"\xf1\n"
    message = refusal_of(csv_file(tmp_path, content))

    assert words in message
    assert "Canario" not in message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "No se puede abrir" in refusal_of(tmp_path / "no-hay.csv")


def test_a_folder_is_refused(tmp_path):
    assert "No se puede abrir" in refusal_of(tmp_path)


def test_a_file_with_a_header_alone_has_no_rows(tmp_path):
    assert list(open_rows(csv_file(tmp_path, "prs_FirstName"))) == []


def test_a_source_can_be_read_twice(tmp_path):
    source = open_rows(csv_file(tmp_path, "prs_FirstName\nAna\nBea"))

    assert [row.cells for row in source] == [row.cells for row in source]


def test_what_a_row_holds_does_not_show_when_printed(tmp_path):
    (row,) = open_rows(csv_file(tmp_path, "prs_FirstName\nCanario"))

    assert "Canario" not in repr(row)


@given(st.text(st.sampled_from('a,;"\n\r\x00'), max_size=40))
def test_records_are_split_as_the_standard_library_splits_them(text):
    expected = list(csv.reader(StringIO(text, newline=""), delimiter=","))

    try:
        found = list(split_records(StringIO(text, newline=""), ","))
    except UnclosedQuote:
        with pytest.raises(csv.Error):
            list(csv.reader(StringIO(text, newline=""), delimiter=",", strict=True))
    else:
        assert found == [row or [""] for row in expected]
