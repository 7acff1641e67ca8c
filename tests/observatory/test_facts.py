import pytest

from amparo.observatory.errors import BadFact
from amparo.observatory.facts import clean
from tests.observatory.invented import fact


def only(**given):
    (found,) = clean([fact("p1", **given)])
    return found


def test_what_was_not_given_is_unknown():
    assert only()["skin_colour"] == "unknown"


def test_the_year_is_that_of_the_decision_or_else_of_opening():
    assert only()["year"] == 2030
    assert only(decided_year=None)["year"] == 2029


def test_a_person_with_two_modalities_is_counted_under_several():
    found = only(modalities=["sexual", "forced_criminality"])

    assert found["modality"] == "several"
    assert found["modalities"] == ["forced_criminality", "sexual"]


@pytest.mark.parametrize(
    ("age_group", "public"),
    [
        ("0_5", "child"),
        ("15_17", "child"),
        ("child_unknown", "child"),
        ("18_24", "young_adult"),
        ("25_34", "older_adult"),
        ("60_plus", "older_adult"),
        ("adult_unknown", "adult"),
        ("unknown", "missing"),
        ("not_asked", "missing"),
        ("declined", "missing"),
    ],
)
def test_ages_are_counted_in_broad_groups(age_group, public):
    assert only(age_group=age_group)["public_age"] == public


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"name": "Persona Inventada"}, "name"),
        ({"sex": "una frase con espacios"}, "sex"),
        ({"sex": ""}, "sex"),
        ({"sex": None}, "sex"),
        ({"status": "closed"}, "status"),
        ({"opened_year": "2029"}, "opened_year"),
        ({"opened_year": None}, "opened_year"),
        ({"country": "=1+1"}, "country"),
        ({"modalities": "sexual"}, "modalities"),
    ],
)
def test_what_is_not_a_code_or_a_listed_column_is_refused_without_repeating_it(given, column):
    with pytest.raises(BadFact, match=f"fact 1, column {column}") as refused:
        only(**given)

    assert "Inventada" not in str(refused.value)
    assert "frase" not in str(refused.value)
