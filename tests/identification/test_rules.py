"""Dates and instruments."""

from __future__ import annotations

from datetime import date

import pytest

from amparo.identification.choices import GROUNDS, MACHINE, Ground, Status
from amparo.identification.rules import (
    FURTHER_ON,
    decision_due_on,
    flags_of,
    instruments_for,
    recovery_ends,
)
from amparo.kernel.reference import forms
from amparo.kernel.workflow import machine


def test_the_closed_list_is_the_declared_machine():
    assert set(Status.values) == set(machine(MACHINE).states)
    assert set(FURTHER_ON) == set(Status) == set(GROUNDS)


def test_what_the_system_alone_writes_cannot_be_chosen():
    chosen = {ground for grounds in GROUNDS.values() for ground in grounds}

    assert chosen == set(Ground) - {Ground.LEGACY, Ground.JOINED_FILES}


@pytest.mark.parametrize("status", Status.values)
def test_assistance_is_open_in_every_status(status):
    assert "assistance_open" in flags_of(status)


def test_only_a_presumption_opens_thirty_days_of_recovery():
    day = date(2024, 1, 31)

    ends = {status: recovery_ends(status, day) for status in Status.values}

    assert ends.pop("presumed") == date(2024, 3, 1)
    assert set(ends.values()) == {None}


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (date(2024, 4, 1), date(2024, 4, 8)),  # Monday → next Monday
        (date(2024, 4, 5), date(2024, 4, 12)),  # Friday → next Friday
        (date(2024, 4, 6), date(2024, 4, 12)),  # Saturday: the week that follows
    ],
)
def test_a_possible_victim_waits_five_working_days(since, due):
    assert decision_due_on("possible", since) == due


def test_a_review_waits_thirty_days_and_a_closed_question_none():
    assert decision_due_on("under_review", date(2024, 4, 1)) == date(2024, 5, 1)
    assert decision_due_on("confirmed", date(2024, 4, 1)) is None


@pytest.mark.parametrize(
    ("age", "first", "absent"),
    [
        ("adult", "delphi_labour_adult", "delphi_labour_child"),
        ("child", "delphi_labour_child", "delphi_labour_adult"),
        ("in_doubt", "delphi_labour_child", "delphi_labour_adult"),
    ],
)
def test_the_instruments_of_an_age_come_first_and_the_empty_slot_last(age, first, absent):
    codes = [form.code for form in instruments_for(age, forms().values())]

    assert codes[0] == first
    assert codes[-1] == "country_protocol"
    assert absent not in codes
