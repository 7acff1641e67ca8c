"""Words that anybody here would guess make no passphrase."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "phrase", ["amparo-amparo-2026", "caso refugio mesa", "aaaaaaaaaaaaaaaa", "Registro_Victimas_1"]
)
def test_words_that_anybody_here_would_guess_are_refused(phrase):
    with pytest.raises(ValidationError) as refused:
        validate_password(phrase)
    assert any("palabras de este trabajo" in message for message in refused.value.messages)


@pytest.mark.parametrize("phrase", ["ninguna-tormenta-es-eterna", "faro cobre vereda lluvia"])
def test_other_words_are_taken(phrase):
    assert validate_password(phrase) is None
