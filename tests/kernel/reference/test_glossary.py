import pytest

from amparo.kernel.access.permissions import Permission
from tools.make_glossary import PAGE, main, page, read_terms

TERMS = read_terms()


def test_the_glossary_page_is_what_the_csv_says():
    assert PAGE.read_text(encoding="utf-8") == page(TERMS)
    assert main(["--check"]) == 0


def test_no_cell_of_the_glossary_is_empty_but_the_identifier():
    empty = [
        (term["es"], column)
        for term in TERMS
        for column, cell in term.items()
        if column != "identifier" and not cell.strip()
    ]

    assert empty == []


@pytest.mark.parametrize("column", ["es", "identifier"])
def test_no_term_is_listed_twice(column):
    listed = [term[column] for term in TERMS if term[column]]

    assert sorted(listed) == sorted(set(listed))


def test_every_permission_is_in_the_glossary():
    assert set(Permission) <= {term["identifier"] for term in TERMS}


@pytest.mark.parametrize(
    ("identifier", "es"),
    [
        ("Report", "aviso"),
        ("Consent", "consentimiento informado"),
        ("Referral", "derivación"),
        ("Screening", "tamizaje"),
        ("Case", "caso"),
        ("MentionedPerson", "persona mencionada"),
    ],
)
def test_a_model_carries_the_word_of_the_field(identifier, es):
    assert {term["identifier"]: term["es"] for term in TERMS}[identifier] == es


def test_words_that_harm_are_no_terms_of_ours():
    terms = {term["es"] for term in TERMS}

    assert not terms & {
        "tráfico de personas",
        "pornografía infantil",
        "menor",
        "rescate",
        "prostitución forzada",
        "ilegal",
        "deportación asistida",
    }
