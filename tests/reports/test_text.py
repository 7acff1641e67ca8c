import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.reports.text import BUCKETS, PAD, cleaned, is_storable, padded, too_long_by

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  hola \r\n mundo\r", "hola \n mundo"),
        ("a\x00b\x07c\x1b[0m\x7f\x85d", "abc[0md"),
        ("x\ud800y\udfffz", "x\ufffdy\ufffdz"),
        ("\ud83d\ude00", "😀"),
        ("👩‍👧 \u202bمرحبا\u202c", "👩‍👧 \u202bمرحبا\u202c"),
        ("tab\tse queda", "tab\tse queda"),
    ],
)
def test_text_is_cleaned_without_losing_a_letter(raw, kept):
    assert cleaned(raw) == kept


@given(ANYTHING)
def test_whatever_is_cleaned_can_be_kept_and_is_clean_already(raw):
    once = cleaned(raw)

    assert is_storable(once)
    assert cleaned(once) == once
    assert once.encode().decode() == once


@given(ANYTHING)
def test_padding_reaches_a_bucket_and_comes_off(raw):
    text = cleaned(raw)

    assert len(padded(text).encode()) in BUCKETS
    assert padded(text).rstrip(PAD) == text


@pytest.mark.parametrize(
    ("text", "excess"), [("", 0), ("a" * 250_000, 0), ("a" * 250_001, 1), ("ñ" * 125_001, 2)]
)
def test_length_is_counted_in_bytes(text, excess):
    assert too_long_by(text) == excess


@pytest.mark.parametrize("text", ["a\x00", "\ud800", "\udfff"])
def test_what_could_not_be_kept_as_it_came_is_told(text):
    assert not is_storable(text)
