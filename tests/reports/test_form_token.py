from datetime import timedelta

import pytest

from amparo.kernel import clock
from amparo.reports import form_token


@pytest.fixture
def later():
    yield lambda hours: clock.shift(timedelta(hours=hours))
    clock.shift(timedelta(0))


def test_a_token_names_its_form_and_no_other():
    first, second = form_token.issue(), form_token.issue()

    assert form_token.read(first) == form_token.read(first)
    assert form_token.read(first) != form_token.read(second)


def test_a_token_lives_twelve_hours(later):
    token = form_token.issue()

    later(12)
    assert form_token.read(token) is not None
    later(12.01)
    assert form_token.read(token) is None


def test_a_token_of_the_future_is_refused(later):
    later(1)
    token = form_token.issue()
    later(0)

    assert form_token.read(token) is None


@pytest.mark.parametrize("token", ["", "x", "a:b", "\x00", "é:é", "W10:W10"])
def test_anything_else_is_no_token(token):
    assert form_token.read(token) is None


def test_an_altered_token_is_no_token():
    token = form_token.issue()

    assert form_token.read(("A" if token[0] != "A" else "B") + token[1:]) is None
