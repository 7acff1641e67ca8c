import re

import pytest
from django.template.loader import render_to_string

from amparo.observatory.charts import Bar, bars, spoken
from amparo.observatory.numbers import number
from amparo.observatory.tables import Figure


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (1240, {}, "1\u202f240"),
        (1_240_000, {"country": "MX"}, "1\u202f240\u202f000"),
        (46.1, {"decimals": 1}, "46,1"),
        (46.1, {"decimals": 1, "country": "CR", "language": "en"}, "46,1"),
        (46.1, {"decimals": 1, "country": "mx"}, "46.1"),
        (46.1, {"decimals": 1, "country": "CA", "language": "fr"}, "46,1"),
        (46.1, {"decimals": 1, "country": "CA", "language": "en"}, "46.1"),
        (-3.5, {"decimals": 1, "language": "en"}, "−3.5"),
        (0, {}, "0"),
    ],
)
def test_numbers_are_written_as_the_country_writes_them(value, how, text):
    assert number(value, **how) == text


def test_bars_start_at_zero_and_the_longest_fills_the_room():
    found = bars([("Uno", Figure(1240, "published")), ("Dos", Figure(310, "published"))])

    assert found == [
        Bar("Uno", "1\u202f240", "80.0%", "81.2%", hidden=False),
        Bar("Dos", "310", "20.0%", "21.2%", hidden=False),
    ]


def test_every_hidden_figure_has_the_same_mark_and_its_words():
    found = bars([("Uno", Figure(None, "small")), ("Dos", Figure(None, "protected"))])

    assert found == [
        Bar("Uno", "menos de 10: no se publica", "3.0%", "4.2%", hidden=True),
        Bar("Dos", "protegida", "3.0%", "4.2%", hidden=True),
    ]


def test_a_chart_of_nothing_has_bars_without_length():
    assert bars([("Uno", Figure(0, "published"))]) == [
        Bar("Uno", "0", "0.0%", "1.2%", hidden=False)
    ]
    assert bars([]) == []


def test_the_picture_says_everything_in_words_and_has_no_style():
    drawn = bars([("Mujer <b>", Figure(40, "published")), ("Hombre", Figure(None, "small"))])

    html = render_to_string(
        "observatory/parts/bars.html", {"bars": drawn, "spoken": spoken(drawn), "pattern": "h"}
    )

    assert "Mujer &lt;b&gt; 40, Hombre menos de 10: no se publica." in html
    assert "style" not in html
    assert re.findall(r'width="(\d+\.\d%)"', html) == ["80.0%", "3.0%"]
    assert html.count("url(#h-2)") == html.count('id="h-2"') == 1
