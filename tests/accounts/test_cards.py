"""Codes on paper: each good once, the newest card alone, hashes only in the database."""

from __future__ import annotations

import pytest

from amparo.kernel.identity import cards, hashing
from amparo.kernel.identity.models import CardCode, CodeCard
from tests.accounts.making import carded
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


def test_each_code_opens_once():
    user = UserFactory()
    first, second, *_rest = carded(user)

    assert cards.use_code(user.pk, first)
    assert not cards.use_code(user.pk, first)
    assert cards.use_code(user.pk, second)
    assert cards.codes_left(user.pk) == 24 - 3


def test_a_code_is_read_however_it_was_spaced():
    user = UserFactory()
    code = carded(user)[0].replace(" ", "")

    assert cards.use_code(user.pk, f" {code[0].lower()} {code[1]}-{code[2:5]}.{code[5:]} ")


@pytest.mark.parametrize("typed", ["", "123456", "D1123456", "A9123456", "A112345", "A1１23456"])
def test_what_is_no_code_of_a_card_opens_nothing(typed):
    user = UserFactory()
    carded(user)

    assert not cards.looks_like_a_code(typed)
    assert not cards.use_code(user.pk, typed)


def test_the_code_of_one_person_does_not_open_for_another():
    mine, hers = UserFactory(), UserFactory()
    code = carded(hers)[0]
    carded(mine)

    assert not cards.use_code(mine.pk, code)
    assert cards.use_code(hers.pk, code)


def test_a_new_card_ends_the_old_one_only_when_it_is_proved():
    user = UserFactory()
    old = carded(user)
    _card, grid = cards.print_card(user.pk)
    assert cards.use_code(user.pk, old[0])

    assert not cards.prove_card(user.pk, "A1000000" if grid[0][1][0] != "000 000" else "A1000001")
    assert cards.use_code(user.pk, old[1])
    assert cards.prove_card(user.pk, "A1" + grid[0][1][0])

    assert not cards.use_code(user.pk, old[2])
    assert CodeCard.objects.filter(user=user, closed_at=None).count() == 1


def test_no_code_rests_in_the_database():
    user = UserFactory()
    codes = {code[2:].replace(" ", "") for code in carded(user)}
    digests = CardCode.objects.values_list("digest", flat=True)

    assert len(digests) == 24
    assert not [code for code in codes for digest in digests if code in digest]


def test_a_closed_card_opens_nothing():
    user = UserFactory()
    code = carded(user)[0]

    assert cards.close_cards(user.pk) == 1
    assert not cards.use_code(user.pk, code)
    assert cards.codes_left(user.pk) is None


def test_in_use_codes_are_hashed_slowly_and_with_a_salt(settings):
    settings.CODE_HASHER = "amparo.kernel.identity.hashing.CodeHasher"

    first, second = hashing.hashed("482915"), hashing.hashed("482915")

    assert first != second and first.startswith("argon2$argon2id$")
    assert hashing.holds("482915", first) and not hashing.holds("482916", first)
