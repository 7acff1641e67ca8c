from __future__ import annotations

from uuid import uuid4

import pytest

from amparo.kernel.vault.blind import folded_words, name_tokens, search_tokens

HERE = uuid4()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("María de la Peña", ["maria", "pena"]),
        ("JOÃO dos Santos", ["joao", "santos"]),
        ("Anne-Élise D'Artagnan", ["anne", "elise", "artagnan"]),
        ("  ", []),
        ("Ñandú 3", ["nandu", "3"]),
    ],
)
def test_names_fold_to_words_without_accents_case_or_particles(name, words):
    assert folded_words(name) == words


def found(typed: str, name: str, *, organisation=HERE) -> bool:
    held = name_tokens(name, organisation=HERE, purpose="name-search")
    sought = search_tokens(typed, organisation=organisation, purpose="name-search")
    return all(tokens & held for tokens in sought)


@pytest.mark.parametrize("typed", ["lucero ejemplo", "EJEMPLO", "luc eje", "Lúcero"])
def test_words_and_three_letter_beginnings_find_a_name(typed):
    assert found(typed, "Lucero Ejemplo")


@pytest.mark.parametrize("typed", ["lucer", "lucero prueba", "cero"])
def test_other_words_do_not(typed):
    assert not found(typed, "Lucero Ejemplo")


def test_another_organisation_has_other_tokens():
    assert not found("lucero", "Lucero Ejemplo", organisation=uuid4())
