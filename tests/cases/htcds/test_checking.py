import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.cases.htcds.cells import Fault
from amparo.cases.htcds.checking import Checked, check, check_row
from amparo.cases.htcds.errors import Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.reading import Row
from amparo.cases.htcds.text import normalise
from amparo.kernel.cells import guard, unguard
from tests.cases.htcds.making import TODAY


def kept(key, text):
    result = check_row({key: text}, today=TODAY)
    assert isinstance(result, Checked), result
    return result.get(key)


def reason(key, text):
    result = check_row({key: text}, today=TODAY)
    assert isinstance(result, list), result
    (problem,) = result
    assert problem.field == key
    return problem.reason_es


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("prs_Gender", "FEMININE", "Feminine"),
        ("prs_Gender", " femenino ", "Feminine"),
        ("prs_Gender", "Transgender Feminine", "TransgenderFeminine"),
        ("prs_MaritalStatus", "Soltero", "Single"),
        ("vic_RelationshipToTrafficker", "Unacquainted", "Unaquainted"),
        ("vic_MethodsOfControl", "Threats", "PhysicalThreats"),
        ("vic_MethodsOfControl", "restrictsmovement", "RestrictsMovement"),
        ("vic_ForcedLabourIndustry", "f_construction", "F_Construction"),
        ("vic_TypeOfExploitation", "otro; ForcedLabour;;forcedlabour ;", "ForcedLabour;Other"),
        ("prs_Citizenship", "nicaragüense", None),
        ("prs_Citizenship", "NIC; Costa Rica ;cri;188", "CR;NI"),
        ("hte_Country", "méxico", "MX"),
        ("prs_MailingCountry", "PAN", "PA"),
        ("prs_PrimaryLanguage", "ES", "es"),
        ("prs_PrimaryLanguage", "Spa", "spa"),
        ("prs_PrimaryLanguage", "español", "es"),
        ("prs_PrimaryLanguage", "Bribri de Muestra", "Bribri de Muestra"),
        ("hte_Date", "2024-05-03", "2024-05-03"),
        ("hte_Date", "3/5/2024", "2024-05-03"),
        ("hte_Date", "03-05-2024", "2024-05-03"),
        ("hte_Date", "03.05.2024 8:30", "2024-05-03"),
        ("hte_Date", "2024/5/3", "2024-05-03"),
        ("hte_Date", "2024-05-03T10:20:30.123Z", "2024-05-03"),
        ("hte_Date", "2024-05-03 10:20:30-06:00", "2024-05-03"),
        ("hte_Date", "3/5/2024 10:20 p. m.", "2024-05-03"),
        (
            "cas_OutgoingReferralDate",
            "2/1/2024;1/1/2024;1/1/2024",
            "2024-01-02;2024-01-01;2024-01-01",
        ),
        ("vic_AgeWhenTrafficked", "015", "15"),
        ("vic_AgeWhenTrafficked", "15.0", "15"),
        ("prs_NumberOfChildren", "0", "0"),
        ("hte_Latitude", "9,9280", "9.928"),
        ("hte_Latitude", "+10", "10"),
        ("hte_Longitude", "\u2212180", "-180"),
        ("hte_Longitude", "-0.0", "0"),
        ("con_Consent", "Sí", "true"),
        ("con_Consent", "X", "true"),
        ("con_Consent", "✓", "true"),
        ("con_Consent", "0", "false"),
        ("con_Consent", "Não", "false"),
        ("prs_FirstName", " \ufeffJose\u0301\x00\u200b\n", "José"),
        ("hte_Description", "a\r\nb\rc\td\x07", "a\nb\nc\td"),
        ("hte_Description", "\ud83d\ude00 \ud800 \uffff", "😀 \ufffd \ufffd"),
        ("cas_ReferredOrganisation", "Casa de Muestra; Otra", "Casa de Muestra; Otra"),
    ],
)
def test_a_cell_is_kept_in_its_one_spelling(key, text, expected):
    if expected is None:
        assert "No es un país" in reason(key, text)
    else:
        assert kept(key, text) == expected


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("prs_Gender", "Femenina", "Feminine (Femenino)"),
        ("prs_Gender", "Feminine;Masculine", "No está en la lista"),
        ("vic_TypeOfExploitation", "ForcedLabor;Other", "ForcedLabour (Trabajo forzoso)"),
        ("vic_TypeOfExploitation", " ; ", "Solo hay separadores"),
        ("prs_Citizenship", "Costa Rika", "CR (Costa Rica)"),
        ("hte_Country", "XQ", "No es un país de ISO 3166"),
        ("prs_PrimaryLanguage", "zq", "No es un código de ISO 639"),
        ("prs_PrimaryLanguage", "x" * 81, "pasa de 80 caracteres"),
        ("hte_Date", "31/02/2024", "Esa fecha no existe. Escríbala como 2024-05-31"),
        ("hte_Date", "12/31/2024", "Esa fecha no existe"),
        ("hte_Date", "1/2/24", "cuatro cifras"),
        ("hte_Date", "2024", "No es una fecha completa"),
        ("hte_Date", "45000", "No es una fecha completa"),
        ("hte_Date", "01/02-2024", "No es una fecha completa"),
        ("hte_Date", "1/2/1899", "anterior a 1900"),
        ("prs_Birthdate", "01/07/2025", "está en el futuro"),
        ("vic_AgeWhenTrafficked", "-1", "número entero"),
        ("vic_AgeWhenTrafficked", "15,5", "número entero"),
        ("vic_AgeWhenTrafficked", "quince", "número entero"),
        ("vic_AgeWhenTrafficked", "121", "no puede pasar de 120"),
        ("prs_NumberOfChildren", "100", "no puede pasar de 99"),
        ("hte_Latitude", "90.1", "van de -90 a 90"),
        ("hte_Longitude", "-180.5", "van de -180 a 180"),
        ("hte_Latitude", "9°55'", "grados con decimales"),
        ("hte_Latitude", "1.234,5", "grados con decimales"),
        ("con_Consent", "tal vez", "sí o no"),
        ("prs_FirstName", "x" * 1_000_001, "1 MB"),
    ],
)
def test_a_cell_that_cannot_be_read_says_how_to_mend_it(key, text, words):
    assert words in reason(key, text)


@pytest.mark.parametrize("key", [key for key, each in fields().items() if each.kind != "text"])
def test_no_reason_repeats_what_the_cell_held(key):
    """A row shifted by one column puts a name in any field."""
    canary = "Zyxwvut de Muestra 77"
    if fields()[key].kind == "language":
        canary = "Zyxwvut de Muestra " * 5

    assert "zyxwvut" not in reason(key, canary).casefold()


def test_a_row_tells_all_its_problems_in_the_order_of_the_standard():
    result = check_row(
        {"con_Consent": "?", "hte_Date": "ayer", "prs_Gender": "?", "prs_FirstName": "Ana"},
        today=TODAY,
    )

    assert [problem.field for problem in result] == ["prs_Gender", "hte_Date", "con_Consent"]


def test_problems_of_form_and_of_content_come_together():
    row = Row(1, {"prs_Gender": "?"}, (Problem("prs_FirstName", Fault.TOO_BIG.value),))

    found = check(row, today=TODAY)
    assert [problem.field for problem in found] == ["prs_FirstName", "prs_Gender"]


def test_a_row_out_of_place_tells_only_that():
    row = Row(1, {"prs_Gender": "?"}, (Problem("", "más celdas"),))

    assert check(row, today=TODAY) == [Problem("", "más celdas")]


def test_a_good_cell_does_not_save_a_row_with_a_problem_of_form():
    problem = Problem("hte_City", Fault.TOO_BIG.value)

    assert check(Row(1, {"prs_FirstName": "Ana"}, (problem,)), today=TODAY) == [problem]
    assert check(Row(1, {}, (problem,)), today=TODAY) == [problem]


@pytest.mark.parametrize("raw", [{}, {"prs_FirstName": " \x00\t"}])
def test_a_row_that_says_nothing_is_a_problem(raw):
    (problem,) = check_row(raw, today=TODAY)

    assert problem == Problem("", "La fila no dice nada en ninguna columna de HTCDS.")


def test_a_birth_today_is_no_future():
    assert kept("prs_Birthdate", "30/6/2025") == "2025-06-30"


def test_a_checked_row_answers_by_type_and_hides_its_values():
    row = check_row(
        {
            "con_Consent": "no",
            "prs_Citizenship": "CR;NI",
            "hte_Date": "1/2/2024",
            "vic_Vulnerabilities": "Poverty",
            "prs_FirstName": "Canario",
        },
        today=TODAY,
    )

    assert row.flag("con_Consent") is False
    assert row.flag("prs_Deceased") is None
    assert row.many("prs_Citizenship") == ("CR", "NI")
    assert row.date("hte_Date").isoformat() == "2024-02-01"
    assert row.date("prs_Birthdate") is None
    assert row.deprecated == ("vic_Vulnerabilities",)
    assert "Canario" not in repr(row)


def test_the_hash_depends_on_what_is_said_and_not_on_how():
    one = check_row({"prs_Citizenship": "CR;NIC", "prs_FirstName": " Ana "}, today=TODAY)
    same = check_row(
        {"prs_FirstName": "Ana", "prs_Citizenship": "Nicaragua; costa rica", "hte_City": " "},
        today=TODAY,
    )
    other = check_row({"prs_FirstName": "Ana", "prs_Citizenship": "CR"}, today=TODAY)

    assert one.row_hash == same.row_hash
    assert one.row_hash != other.row_hash


def test_a_field_outside_the_standard_is_a_programming_error():
    with pytest.raises(KeyError):
        check_row({"notas": "x"}, today=TODAY)


@given(st.text(st.characters()))
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.sampled_from("'=+-@\t\r\n＝a ")))
def test_a_guard_is_taken_away_exactly(text):
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
