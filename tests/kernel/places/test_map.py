"""The map as a page receives it."""

import gzip
import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.utils.translation import override

from amparo.kernel.places import UnknownPlace
from amparo.kernel.places.map import BOUNDARY_NOTICE, MapValue, draw_map
from amparo.kernel.places.records import all_admin1

DEMONSTRATION = ("CR", "PA", "NI", "GT")
FULL = {
    code: MapValue.in_band(number % 5 + 1, f"{number + 10} personas")
    for number, code in enumerate(all_admin1())
}


def drawn(
    values: dict[str, MapValue], focus: tuple[str, ...] = (), language: str = "es", title: str = "T"
) -> str:
    return draw_map(values, language=language, title=title, description="D", focus=focus)


def by_class(svg: str, css: str) -> list[Element]:
    return [each for each in fromstring(svg).iter() if css in each.get("class", "").split()]


def titles(svg: str) -> list[str]:
    return [each.text or "" for each in fromstring(svg).iter("title")]


def test_it_is_a_picture_with_a_name_and_a_description() -> None:
    root = fromstring(drawn({}, title="Víctimas identificadas"))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.tag in ("title", "desc")}
    assert [named[part] for part in root.get("aria-labelledby", "").split()] == [
        "Víctimas identificadas",
        "D",
    ]


@pytest.mark.parametrize("focus", [(), DEMONSTRATION])
def test_it_carries_no_style_no_script_and_no_address(focus: tuple[str, ...]) -> None:
    root = fromstring(drawn(FULL, focus))
    for element in root.iter():
        assert element.tag in {
            *("svg", "title", "desc", "defs", "pattern", "path", "rect", "circle", "g", "text"),
        }
        for name, content in element.attrib.items():
            assert name not in ("style", "href", "src")
            assert not name.startswith("on")
            assert "://" not in content
            assert "url(" not in content or content.startswith("url(#map-")


def test_what_it_is_given_is_escaped() -> None:
    svg = drawn({"CR-SJ": MapValue.in_band(1, "<b>&12")}, title='<script>"x"</script>')
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "San José: <b>&12" in titles(svg)


def test_a_unit_shows_its_band_and_says_its_figure() -> None:
    svg = drawn({"CR-SJ": MapValue.in_band(4, "31 personas")}, DEMONSTRATION)
    (unit,) = by_class(svg, "q4")
    assert unit.findtext("title") == "San José: 31 personas"


def test_a_protected_unit_is_hatched_and_prints_no_number() -> None:
    svg = drawn({"CR-SJ": MapValue.protected()}, DEMONSTRATION)
    (unit,) = by_class(svg, "protected")
    pattern = unit.get("fill", "")[len("url(#") : -1]
    assert pattern in {each.get("id") for each in fromstring(svg).iter("pattern")}
    assert by_class(svg, "hatch")
    assert unit.findtext("title") == "San José: dato protegido, no se publica"
    assert not any(by_class(svg, f"q{band}") for band in range(1, 6))


def test_a_protected_value_cannot_hold_a_text() -> None:
    with pytest.raises(ValueError, match="no such map value"):
        MapValue("protected", "7 personas")


@pytest.mark.parametrize("band", [0, 6, -1])
def test_there_are_five_bands_only(band: int) -> None:
    with pytest.raises(ValueError, match="no such map value"):
        MapValue.in_band(band, "1 persona")


def test_zero_and_no_figure_look_alike_and_say_what_they_are() -> None:
    svg = drawn({"CR-SJ": MapValue.zero("ninguna persona")}, ("CR",))
    said = [each.findtext("title") for each in by_class(svg, "none")]
    assert "San José: ninguna persona" in said
    assert "Costa Rica: sin dato" in said


def test_the_whole_map_has_the_caribbean_and_every_small_island_state_in_insets() -> None:
    root = fromstring(drawn({}))
    names = [
        " ".join(text.text or "" for text in inset.iter("text"))
        for inset in root.iter("g")
        if inset.get("class") == "map-inset"
    ]
    assert names[:2] == ["Caribe", "Hawái"]
    assert "San Vicente y las Granadinas" in names
    assert len(names) == 10


def test_every_unit_with_a_value_can_be_seen_somewhere() -> None:
    said = "\n".join(titles(drawn(FULL)))
    missing = [code for code, value in FULL.items() if f": {value.text}" not in said]
    assert missing == []


def test_a_unit_without_outline_is_a_dot() -> None:
    svg = drawn({"PA-10": MapValue.in_band(2, "18 personas")}, DEMONSTRATION)
    (dot,) = fromstring(svg).iter("circle")
    assert dot.get("class") == "q2"
    assert dot.findtext("title") == "Panamá Oeste: 18 personas"


def test_a_focused_map_shows_every_unit_of_its_countries_without_insets() -> None:
    chosen = {code: value for code, value in FULL.items() if code[:2] in DEMONSTRATION}
    svg = drawn(chosen, DEMONSTRATION)
    said = titles(svg)
    assert all(any(each.endswith(f": {value.text}") for each in said) for value in chosen.values())
    assert by_class(svg, "map-inset") == []
    assert "Honduras" in said
    assert "Honduras: sin dato" not in said


def test_names_follow_the_language() -> None:
    svg = drawn({"NI-AN": MapValue.protected()}, ("NI",), language="en")
    assert any(each.startswith("North Caribbean Coast: ") for each in titles(svg))


def test_a_place_that_does_not_exist_is_refused() -> None:
    for values, focus in (({"CR-ZZ": MapValue.protected()}, ()), ({}, ("ZZ",)), ({}, ("ES",))):
        with pytest.raises(UnknownPlace):
            drawn(values, focus)


def test_two_maps_on_a_page_share_no_id() -> None:
    first, second = (
        set(re.findall(r' id="([^"]+)"', drawn({}, title=title))) for title in ("Una", "Otra")
    )
    assert first
    assert first.isdisjoint(second)


def test_the_same_values_draw_the_same_bytes() -> None:
    assert drawn(FULL) == drawn(FULL)


def test_the_whole_map_is_light_enough_for_an_old_phone() -> None:
    text = drawn(FULL).encode()
    assert len(text) <= 200_000
    assert len(gzip.compress(text, mtime=0)) <= 60_000
    assert len(gzip.compress(drawn({}, DEMONSTRATION).encode(), mtime=0)) <= 30_000


def test_the_notice_takes_no_side_on_boundaries() -> None:
    with override("es"):
        assert "soberanía" in str(BOUNDARY_NOTICE)
