import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from amparo.kernel.ui.partial_dates import MAX_LENGTH, parse, years
from amparo.kernel.ui.wording import partial_date_words

READ = [
    ("", ""),
    ("   ", ""),
    ("2023", "2023"),
    (" 2023 ", "2023"),
    ("2023-04", "2023-04"),
    ("2023-04-09", "2023-04-09"),
    ("2024-02-29", "2024-02-29"),
    ("09/04/2023", "2023-04-09"),
    ("9/4/2023", "2023-04-09"),
    ("9-4-2023", "2023-04-09"),
    ("9.4.2023", "2023-04-09"),
    ("31/12/1999", "1999-12-31"),
    ("04/2023", "2023-04"),
    ("4/2023", "2023-04"),
    ("4-2023", "2023-04"),
    ("2022/2023", "2022/2023"),
    ("2022 - 2023", "2022/2023"),
    ("2022 – 2023", "2022/2023"),
    ("2022 a 2023", "2022/2023"),
    ("2022/ 2023", "2022/2023"),
    ("03/2021 - 05/2022", "2021-03/2022-05"),
    ("1/3/2021 - 2/3/2021", "2021-03-01/2021-03-02"),
    ("2021-03-01/2021-03-02", "2021-03-01/2021-03-02"),
    ("../2021", "../2021"),
    ("2021/..", "2021/.."),
    ("antes de 2021", "../2021"),
    ("Antes de 03/2021", "../2021-03"),
    ("antes 2021", "../2021"),
    ("hasta 2021", "../2021"),
    ("before 2021", "../2021"),
    ("avant 2021", "../2021"),
    ("después de 14/03/2021", "2021-03-14/.."),
    ("despues de 2021", "2021/.."),
    ("desde 2021", "2021/.."),
    ("after 2021", "2021/.."),
    ("après 2021", "2021/.."),
    ("depois de 2021", "2021/.."),
]


@pytest.mark.parametrize(("typed", "canonical"), READ)
def test_what_people_type_is_read(typed, canonical):
    assert parse(typed) == canonical


@pytest.mark.parametrize(("typed", "canonical"), READ)
def test_the_canonical_text_reads_back_as_itself_and_fits_its_column(typed, canonical):
    assert parse(canonical) == canonical
    assert len(canonical) <= MAX_LENGTH


@pytest.mark.parametrize(
    "typed",
    [
        "ayer",
        "hace mucho",
        "30/02/2023",
        "2023-02-29",
        "31/04/2023",
        "13/13/2023",
        "2023-13",
        "00/2023",
        "99",
        "12/3/21",
        "2023-4-9",
        "antes de",
        "antes de ayer",
        "2022 - ",
        "2022/2023/2024",
        "../..",
        "0000-00",
    ],
)
def test_what_is_no_date_is_refused_with_examples(typed):
    with pytest.raises(ValidationError, match="14/03/2021"):
        parse(typed)


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(ValidationError, match="posterior"):
        parse("2023 - 2022")


@pytest.mark.parametrize(
    ("canonical", "span"),
    [
        ("", (None, None)),
        ("2023", (2023, 2023)),
        ("2023-04-09", (2023, 2023)),
        ("2021-03/2022-05", (2021, 2022)),
        ("../2021", (None, 2021)),
        ("2021/..", (2021, None)),
    ],
)
def test_years_say_the_first_and_last_possible(canonical, span):
    assert years(canonical) == span


@pytest.mark.parametrize(
    ("canonical", "words"),
    [
        ("", "no se sabe"),
        ("2023", "2023"),
        ("2023-04", "abril de 2023"),
        ("2023-04-09", "9 de abril de 2023"),
        ("2022/2023", "entre 2022 y 2023"),
        ("2021-03/2022-05", "entre marzo de 2021 y mayo de 2022"),
        ("../2021", "antes de 2021"),
        ("2021-03-14/..", "después de 14 de marzo de 2021"),
        ("cualquier cosa", "cualquier cosa"),
    ],
)
def test_a_partial_date_is_said_in_words(canonical, words):
    assert partial_date_words(canonical) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "April 2023"), ("pt", "abril de 2023"), ("fr", "avril 2023")],
)
def test_a_month_is_named_in_the_language_of_the_page(language, words):
    with override(language):
        assert partial_date_words("2023-04").lower() == words.lower()
