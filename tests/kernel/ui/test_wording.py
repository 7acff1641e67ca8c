from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from amparo.kernel.ui.wording import clock_words, number_words, urgency

NOW = datetime(2031, 3, 12, 10, 0, tzinfo=UTC)


def after(**span: int) -> datetime:
    return NOW + timedelta(**span)


@pytest.mark.parametrize(
    ("due_at", "tone", "words"),
    [
        (None, "ok", "Sin plazo"),
        (after(hours=-2, minutes=-10), "late", "Tarde 2 h 10 min"),
        (after(hours=-2), "late", "Tarde 2 h"),
        (after(minutes=-59), "late", "Tarde 59 min"),
        (after(seconds=-5), "late", "Tarde 1 min"),
        (NOW, "late", "Tarde 1 min"),
        (after(days=-1), "late", "Tarde 1 día"),
        (after(days=-3, hours=-5), "late", "Tarde 3 días"),
        (after(minutes=1), "soon", "Queda 1 min"),
        (after(minutes=45), "soon", "Quedan 45 min"),
        (after(hours=1), "soon", "Queda 1 h"),
        (after(hours=3), "soon", "Quedan 3 h"),
        (after(hours=3, minutes=20), "soon", "Quedan 3 h 20 min"),
        (after(hours=24), "soon", "Queda 1 día"),
        (after(hours=25), "ok", "Queda 1 día"),
        (after(days=5), "ok", "Quedan 5 días"),
    ],
)
def test_a_clock_says_how_late_it_is_or_how_much_is_left(due_at, tone, words):
    assert (urgency(due_at, NOW), clock_words(due_at, NOW)) == (tone, words)


def test_the_clock_tag_carries_the_instant_and_the_weight():
    html = Template("{% clock due now %}").render(Context({"due": after(hours=3), "now": NOW}))
    assert html == (
        '<time class="clock clock--soon" datetime="2031-03-12T13:00+00:00">Quedan 3 h</time>'
    )


def test_a_clock_without_deadline_names_no_instant():
    html = Template("{% clock due now %}").render(Context({"due": None, "now": NOW}))
    assert html == '<span class="clock clock--ok">Sin plazo</span>'


@pytest.mark.parametrize(
    ("language", "value", "digits"),
    [
        ("es", 1240, "1\xa0240"),
        ("es", 46.1, "46,1"),
        ("es", Decimal("1240.50"), "1\xa0240,50"),
        ("en", 1240, "1,240"),
        ("en", 46.1, "46.1"),
        ("pt", 1240, "1.240"),
        ("fr", 1240, "1\xa0240"),
        ("fr", 46.1, "46,1"),
        ("es", 0, "0"),
        ("es", None, ""),
    ],
)
def test_numbers_are_written_as_the_language_does(language, value, digits):
    with override(language):
        assert number_words(value) == digits
