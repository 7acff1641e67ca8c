"""Places as people write them, and where a point falls."""

import pytest

from amparo.kernel.places import (
    admin1,
    admin1_at,
    cities_of,
    countries,
    country,
    country_by_any,
    find_city,
    label,
)
from amparo.kernel.places.records import LANGUAGES


@pytest.mark.parametrize(
    "written",
    ["br", "BRA", "076", "76", "Brasil", "BRAZIL", "Brésil", "bresil", "  brasil. "],
)
def test_a_country_is_found_however_it_is_written(written: str) -> None:
    assert country_by_any(written) == country("BR")


@pytest.mark.parametrize(
    ("written", "alpha2"),
    [
        ("Venezuela (República Bolivariana de)", "VE"),
        ("EE. UU.", "US"),
        ("États-Unis", "US"),
        ("Perú", "PE"),
        ("São Cristóvão e Névis", "KN"),
        ("4", "AF"),
    ],
)
def test_official_long_and_short_names_are_understood(written: str, alpha2: str) -> None:
    assert country_by_any(written) == country(alpha2)


@pytest.mark.parametrize("written", ["", "  ", "Atlántida de Muestra", "ZZ", "999", "()", "\x00"])
def test_what_is_no_country_is_none(written: str) -> None:
    assert country_by_any(written) is None


def test_every_name_in_every_language_leads_back_to_its_country() -> None:
    for each in countries():
        for language in LANGUAGES:
            assert country_by_any(label(each, language)) == each


def test_a_label_follows_the_language_and_falls_back_to_spanish() -> None:
    brazil = country("BR")
    assert [label(brazil, language) for language in ("es", "en", "pt-br", "FR")] == [
        "Brasil",
        "Brazil",
        "Brasil",
        "Brésil",
    ]
    assert label(country("US"), "de") == "Estados Unidos"
    assert label(admin1("HT-ND"), "") == "Norte"
    assert label(cities_of("HT")[0], "fr") == cities_of("HT")[0].name


@pytest.mark.parametrize(
    ("written", "country", "unit"),
    [
        ("san jose", "cr", "CR-SJ"),
        ("SAN JOSÉ", "CR", "CR-SJ"),
        ("Limon", "CR", "CR-L"),
        ("Ciudad de Guatemala", "GT", "GT-01"),
        ("Guatemala", "GT", "GT-01"),
        ("panama city", "PA", "PA-8"),
        ("la chorrera", "PA", "PA-10"),
    ],
)
def test_a_city_is_found_without_its_accents(written: str, country: str, unit: str) -> None:
    found = find_city(written, country)
    assert found is not None
    assert found.admin1 == unit


def test_among_homonyms_the_most_populous_city_is_meant() -> None:
    found = find_city("Washington", "US")
    assert found is not None
    assert found.admin1 == "US-DC"


def test_a_city_of_another_country_is_not_found() -> None:
    assert find_city("Managua", "CR") is None
    assert find_city("Managua", "ZZ") is None


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (9.93, -84.08, "CR-SJ"),
        (14.63, -90.52, "GT-01"),
        (12.13, -86.25, "NI-MN"),
        (32.50, -117.00, "MX-BCN"),
        (29.76, -95.37, "US-TX"),
        (4.61, -74.08, "CO-DC"),
        (12.05, -61.75, "GD-03"),
        (21.31, -157.86, "US-HI"),
    ],
)
def test_a_point_falls_in_its_unit(lat: float, lon: float, code: str) -> None:
    found = admin1_at(lat, lon)
    assert found is not None
    assert found.code == code


def test_a_point_just_off_the_coast_takes_the_nearest_unit_and_the_open_sea_takes_none() -> None:
    off_limon = admin1_at(10.00, -82.97)
    assert off_limon is not None
    assert off_limon.code == "CR-L"
    assert admin1_at(0, -30) is None
    assert admin1_at(48.85, 2.35) is None


def test_most_cities_fall_in_the_unit_they_are_filed_under() -> None:
    cities = [city for each in countries(american=True) for city in cities_of(each.alpha2)[:12]]
    found = [(admin1_at(city.lat, city.lon), city) for city in cities]
    agreeing = sum(unit is not None and unit.code == city.admin1 for unit, city in found)
    assert agreeing >= 0.95 * len(cities)
