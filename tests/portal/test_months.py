from datetime import date

import pytest

from amparo.portal.months import month_of

TODAY = date(2031, 3, 12)


def test_the_month_of_today_when_none_is_asked_for():
    month = month_of("", TODAY, "es")
    assert (month.first, month.before, month.after) == (date(2031, 3, 1), "2031-02", "2031-04")


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [("2031-01", "2030-12", "2031-02"), ("2030-12", "2030-11", "2031-01")],
)
def test_months_follow_each_other_over_the_turn_of_the_year(asked, before, after):
    month = month_of(asked, TODAY, "es")
    assert (month.before, month.after) == (before, after)


@pytest.mark.parametrize(
    "asked", ["2031-13", "1899-12", "2101-01", "0000-01", "x", "2031-3", "٢٠٣١-٠٣"]
)
def test_what_is_no_month_shows_the_month_of_today(asked):
    assert month_of(asked, TODAY, "es").first == date(2031, 3, 1)


@pytest.mark.parametrize(("language", "starts"), [("es", 0), ("fr", 0), ("en", 6), ("pt", 6)])
def test_weeks_start_as_the_language_is_used_to(language, starts):
    month = month_of("2031-03", TODAY, language)
    assert month.weekdays[0].weekday() == starts
    assert len(month.weekdays) == 7


def test_every_day_of_the_month_stands_once_and_no_other():
    month = month_of("2032-02", TODAY, "es")
    days = [day for week in month.weeks for day in week if day is not None]
    assert days == [date(2032, 2, number) for number in range(1, 30)]
