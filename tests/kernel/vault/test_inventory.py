"""The inventory: what must be ciphertext is, and what is not is listed with its reason."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault import inventory
from amparo.kernel.vault.inventory import (
    ABOUT_SOMEBODY,
    MUST_BE_SEALED,
    holds_words,
    in_the_clear,
    must_be_sealed,
    stored_sealed,
)

LONGEST_CODE = 40
# Longer than a code, with the reason that `inventory.CLEAR` gives for it.
LONGER = {"persons.Person.source_note"}


def field_at(place: str) -> models.Field:
    label, _, name = place.rpartition(".")
    return apps.get_model(label)._meta.get_field(name)


def test_what_must_be_sealed_is_what_is_stored_sealed():
    assert must_be_sealed() - set(in_the_clear()) == stored_sealed()


def test_every_exception_is_a_field_that_the_rules_would_seal():
    assert set(in_the_clear()) - must_be_sealed() == set()


def test_every_data_class_says_whether_its_fields_are_ciphertext():
    assert set(MUST_BE_SEALED) == set(DataClass)


def test_the_classes_that_hurt_most_hold_something_sealed():
    sealed = {place.rpartition(".")[0] for place in stored_sealed()}

    assert {"persons.Person", "reports.Report", "cases.Note", "cases.Event"} <= sealed
    assert len(stored_sealed()) > 30


@pytest.mark.parametrize("place", sorted(in_the_clear()))
def test_a_sentence_does_not_fit_in_what_is_listed_as_a_code(place):
    field = field_at(place)
    if isinstance(field, models.CharField) and place not in LONGER:
        assert field.max_length <= LONGEST_CODE


@pytest.mark.parametrize(
    ("field", "fits"),
    [
        (models.TextField(), True),
        (models.CharField(max_length=200), True),
        (models.JSONField(), True),
        (models.CharField(max_length=8, choices=[("a", "A")]), False),
        (models.DateField(), False),
        (models.BooleanField(), False),
    ],
)
def test_free_words_are_known_by_the_kind_of_field(field, fits):
    assert holds_words(field) is fits


@pytest.mark.parametrize("data_class", sorted(ABOUT_SOMEBODY))
def test_a_new_field_for_words_would_be_noticed(monkeypatch, data_class):
    """Whatever class about a person it were declared in."""
    added = models.TextField()
    fields = [*inventory._classed_fields(), ("cases.Note.aside", added, DataClass(data_class))]
    monkeypatch.setattr(inventory, "_classed_fields", lambda: iter(fields))

    assert must_be_sealed() - set(in_the_clear()) - stored_sealed() == {"cases.Note.aside"}
