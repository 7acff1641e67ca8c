import pytest

from amparo.observatory.cuts import cut
from amparo.observatory.errors import NoGeneration, TooManyColumns, UnknownColumn, UnknownValue
from amparo.observatory.lake import build
from tests.observatory.invented import NOW, people


@pytest.fixture
def lake(tmp_path):
    facts = people(
        (3, {}),
        (2, {"sex": "male"}),
        (1, {"modalities": ["sexual", "labour"]}),
        (4, {"decided_year": None, "status": "possible"}),
    )
    build(facts, tmp_path, NOW)
    return tmp_path


def test_a_cut_counts_persons_and_says_it_may_not_be_published(lake):
    found = cut(lake, ["modality", "sex"], {"year": "2030"})

    assert found.as_dict() == {
        "by": ["modality", "sex"],
        "where": {"year": "2030"},
        "generation": "20310201T060000Z-001",
        "publishable": False,
        "unit": "persons",
        "rows": [
            {"modality": "labour", "sex": "female", "persons": 3},
            {"modality": "labour", "sex": "male", "persons": 2},
            {"modality": "several", "sex": "female", "persons": 1},
        ],
        "total": 6,
    }


def test_the_first_line_of_the_csv_says_it_may_not_be_published(lake):
    text = cut(lake, ["sex"], {"status": "confirmed"}).to_csv()

    assert text.splitlines() == [
        "# NO PUBLICABLE: cifras sin protección estadística",
        "sex,persons",
        "female,4",
        "male,2",
    ]


def test_year_falls_back_on_opening_and_the_plain_columns_do_not(lake):
    assert cut(lake, ["year"], {}).rows == (
        {"year": 2029, "persons": 4},
        {"year": 2030, "persons": 6},
    )
    assert {"decided_year": None, "persons": 4} in cut(lake, ["decided_year"], {}).rows


def test_a_code_that_nobody_has_yet_is_valid_when_it_is_declared(lake):
    assert cut(lake, ["sex"], {"status": "not_confirmed"}).total == 0


@pytest.mark.parametrize("column", ["person", "sex; DROP TABLE persons", "public_sex", ""])
def test_a_column_off_the_list_is_refused_naming_the_valid_ones(lake, column):
    with pytest.raises(UnknownColumn) as refused:
        cut(lake, [column], {})
    with pytest.raises(UnknownColumn):
        cut(lake, ["sex"], {column: "female"})

    assert "Puede usar: year, decided_year" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("column", "value", "valid"),
    [
        ("sex", "woman' OR '1'='1", "female, male"),
        ("status", "closed", "possible, presumed, confirmed, not_confirmed"),
        ("year", "20x4", "un año de cuatro cifras"),
        ("year", "٢٠٣٠", "un año de cuatro cifras"),
    ],
)
def test_a_value_that_the_column_does_not_have_is_refused_naming_the_valid_ones(
    lake, column, value, valid
):
    with pytest.raises(UnknownValue) as refused:
        cut(lake, ["modality"], {column: value})

    assert refused.value.messages[0].endswith(f"Puede usar: {valid}.")


@pytest.mark.parametrize("by", [[], ["sex", "sex"], ["sex", "status", "year", "country", "admin1"]])
def test_a_cut_has_one_to_four_columns(lake, by):
    with pytest.raises(TooManyColumns):
        cut(lake, by, {})


def test_without_figures_it_says_how_to_make_them(tmp_path):
    with pytest.raises(NoGeneration) as refused:
        cut(tmp_path, ["sex"], {})

    assert "amparo observatory build" in refused.value.messages[0]
