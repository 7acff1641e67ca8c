import csv
from dataclasses import replace

import pytest

from amparo.observatory.lake import build
from amparo.observatory.tables import TABLES, Figure, read_tables, to_csv
from tests.observatory.invented import NOW, people


@pytest.fixture
def tables(tmp_path):
    facts = people(
        (40, {}),
        (30, {"sex": "male"}),
        (25, {"modality": "sexual"}),
        (4, {"modality": "sexual", "sex": "male"}),
        (12, {"status": "possible", "deciding_body": "unknown", "decided_year": None}),
        (3, {"admin1": "CR-G"}),
        (5, {"country": "PA", "admin1": "PA-8"}),
    )
    return read_tables(build(facts, tmp_path, NOW).tables_path)


def read_back(text):
    lines = text.splitlines()
    return [line for line in lines if line.startswith("#")], list(
        csv.reader(line for line in lines if not line.startswith("#"))
    )


def test_the_closed_list_is_published_in_its_order(tables):
    assert list(tables) == [table.code for table in TABLES]


def test_totals_are_true_and_the_possible_are_not_among_those_identified(tables):
    assert tables["year_status"].total.persons == 119
    assert tables["modality_sex"].total.persons == 107


def test_a_small_cell_is_hidden_together_with_what_would_give_it_away(tables):
    rows = {row.code: row for row in tables["modality_sex"].rows}

    assert rows["sexual"].figures["male"] == Figure(None, "small")
    assert rows["sexual"].figures["female"] == Figure(None, "protected")
    assert rows["labour"].figures["male"] == Figure(None, "protected")
    assert rows["labour"].total == Figure(78, "published")


def test_years_without_anybody_are_listed_too(tmp_path):
    facts = people((15, {"decided_year": 2027}), (15, {"decided_year": 2030}))

    table = read_tables(build(facts, tmp_path, NOW).tables_path)["year_status"]

    assert [(row.code, row.total.persons) for row in table.rows] == [
        ("2027", 15),
        ("2028", 0),
        ("2029", 0),
        ("2030", 15),
    ]


def test_small_territories_are_left_off_the_list(tables):
    listed = {row.code for row in tables["territory"].rows}

    assert listed == {"CR", "CR-SJ"}
    assert tables["territory"].leaves_out


def test_the_csv_says_what_it_is_how_it_counts_and_its_query(tables):
    comments, rows = read_back(to_csv(tables["modality_sex"], "es", notice="Datos inventados"))

    assert comments[:2] == ["# Datos inventados", "# Víctimas identificadas por modalidad y sexo"]
    assert "cada una una sola vez" in comments[2]
    assert (
        '# SELECT public_modality AS row, public_sex AS "column", count(*) AS persons' in comments
    )
    assert rows[0] == ["Modalidad", "Mujer", "Hombre", "Intersexual", "Sin dato", "Total"]
    assert rows[1] == [
        "Explotación sexual",
        "protegida",
        "menos de 10: no se publica",
        "0",
        "0",
        "29",
    ]
    assert rows[-1][0] == "Total"
    assert rows[-1][-1] == "107"


def test_a_list_that_leaves_rows_out_says_so_whether_or_not_there_are_any(tables):
    _, rows = read_back(to_csv(tables["territory"], "es"))

    assert rows[1][0] == "Costa Rica"
    assert rows[2][0] == "Costa Rica, San José"
    assert rows[-2] == [
        "Las demás, con menos de 10 personas cada una",
        "menos de 10: no se publica",
    ]


def test_headings_follow_the_language(tables):
    _, rows = read_back(to_csv(tables["modality_sex"], "en"))

    assert rows[0][1:3] == ["Female", "Male"]
    assert rows[1][0] == "Sexual exploitation"


def test_one_word_is_explained(tables):
    comments, _ = read_back(to_csv(replace(tables["nationality"], wording="one_word"), "es"))

    assert "# «Protegida» puede ocultar cualquier número, también uno pequeño." in comments


def test_a_register_without_anybody_has_tables_without_rows_of_years(tmp_path):
    tables = read_tables(build([], tmp_path, NOW).tables_path)

    assert tables["year_status"].rows == ()
    assert tables["year_status"].years is None
    assert tables["modality_sex"].total == Figure(0, "published")
