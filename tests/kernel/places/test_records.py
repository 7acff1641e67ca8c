"""What the derived files hold."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.places import (
    UnknownPlace,
    admin1,
    admin1_of,
    cities_of,
    countries,
    country,
    fold,
    label,
)
from amparo.kernel.places.records import LANGUAGES, all_admin1, all_cities
from amparo.kernel.places.shapes import level

AMERICAN = {each.alpha2 for each in countries(american=True)}


def test_the_thirty_five_american_states_are_there() -> None:
    assert len(AMERICAN) == 35
    assert {"CR", "PA", "NI", "GT", "CU", "VE", "US", "HT"} <= AMERICAN


def test_every_country_of_iso_3166_1_has_its_three_codes_and_four_names() -> None:
    everything = countries()
    assert len(everything) == 249
    for part in ("alpha2", "alpha3", "numeric"):
        assert len({getattr(each, part) for each in everything}) == 249
    assert all(len(each.numeric) == 3 for each in everything)
    assert all(label(each, language) for each in everything for language in LANGUAGES)


def test_each_state_has_the_units_it_should() -> None:
    count = Counter(unit.country for unit in all_admin1().values())
    assert set(count) == AMERICAN
    assert sum(count.values()) == 622
    assert (count["CR"], count["PA"], count["NI"], count["GT"]) == (7, 14, 17, 22)
    assert (count["BR"], count["MX"], count["US"], count["AR"]) == (27, 32, 51, 24)


def test_unit_codes_start_with_their_country_and_hold_no_placeholder() -> None:
    for code, unit in all_admin1().items():
        assert code == unit.code
        assert code.startswith(f"{unit.country}-")
        assert "~" not in code


def test_every_unit_has_four_names_a_kind_and_a_point_in_the_americas() -> None:
    for unit in all_admin1().values():
        assert all(label(unit, language) for language in LANGUAGES), unit.code
        assert unit.kind, unit.code
        assert -60 < unit.lat < 84, unit.code
        assert -180 < unit.lon < -30, unit.code


def test_no_two_units_of_a_country_share_a_spanish_name_by_mistake() -> None:
    names = Counter((unit.country, fold(unit.name_es)) for unit in all_admin1().values())
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("detail", ["fine", "coarse"])
def test_a_unit_has_an_outline_or_says_where_it_is_drawn(detail: str) -> None:
    outlines = level(detail).units  # type: ignore[arg-type]
    for unit in all_admin1().values():
        assert (unit.code in outlines) == (not unit.drawn_in), unit.code
        assert not unit.drawn_in or unit.drawn_in in outlines
    assert set(outlines) <= set(all_admin1())


def test_context_land_is_drawn_without_being_a_unit() -> None:
    assert {"GF", "GL", "PR"} <= set(level("coarse").context)
    assert AMERICAN.isdisjoint(level("coarse").context)


def test_every_city_lies_in_a_unit_of_its_own_country() -> None:
    known = all_admin1()
    for alpha2, cities in all_cities().items():
        assert alpha2 in AMERICAN
        for city in cities:
            assert known[city.admin1].country == city.country == alpha2
            assert city.folded == fold(city.name)


def test_cities_come_from_the_most_populous() -> None:
    people = [city.population for city in cities_of("gt")]
    assert people == sorted(people, reverse=True)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        country("ZZ")
    with pytest.raises(UnknownPlace):
        admin1("CR-ZZ")


def test_units_are_listed_by_spanish_name_whatever_their_accents() -> None:
    names = [unit.name_es for unit in admin1_of("PA")]
    assert names[:3] == ["Bocas del Toro", "Chiriquí", "Coclé"]
    assert admin1_of("ES") == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
