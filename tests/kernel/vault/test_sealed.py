from __future__ import annotations

import os
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault.sealed import CannotOpen, Sealed, open_sealed, seal

KEY, KEY_ID, SUBJECT, PLACE = os.urandom(32), uuid4(), uuid4(), "persons.Person.name"


def sealed(content: bytes = b"canario") -> Sealed:
    return seal(
        key=KEY,
        key_id=KEY_ID,
        data_class=DataClass.IDENTITY,
        place=PLACE,
        subject=SUBJECT,
        content=content,
    )


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again_with_its_key_place_and_subject(content):
    assert open_sealed(sealed(content), key=KEY, place=PLACE, subject=SUBJECT) == content


def test_header_names_format_suite_class_and_key():
    one = sealed()
    assert one.ciphertext[:2] == b"\x01\x01"
    assert one.data_class is DataClass.IDENTITY
    assert one.key_id == KEY_ID


@pytest.mark.parametrize(
    ("key", "place", "subject"),
    [
        (os.urandom(32), PLACE, SUBJECT),
        (KEY, "persons.Person.document", SUBJECT),
        (KEY, PLACE, uuid4()),
    ],
    ids=["another key", "another field", "another person"],
)
def test_it_stays_closed_with(key, place, subject):
    with pytest.raises(CannotOpen):
        open_sealed(sealed(), key=key, place=place, subject=subject)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_altered_byte_keeps_it_closed(position, change):
    raw = bytearray(sealed().ciphertext)
    raw[position % len(raw)] ^= change
    with pytest.raises(CannotOpen):
        open_sealed(Sealed(bytes(raw)), key=KEY, place=PLACE, subject=SUBJECT)


def test_the_repr_says_nothing():
    assert repr(sealed()) == str(sealed()) == "Sealed(…)"
