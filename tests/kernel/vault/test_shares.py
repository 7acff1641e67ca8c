"""A key in shares: enough of them give it back, fewer say nothing, mistyped ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.kernel.vault.shares import NotAShare, Share, inverse, join, read, split, times, written

keys = st.binary(min_size=32, max_size=32)
counts = st.integers(2, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n)))


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_the_field_is_a_field(one, two, three):
    assert times(one, two) == times(two, one)
    assert times(one, times(two, three)) == times(times(one, two), three)
    assert times(one, two ^ three) == times(one, two) ^ times(one, three)
    assert times(one, 1) == one
    assert one == 0 or times(one, inverse(one)) == 1


def test_products_agree_with_the_published_example():
    assert times(0x57, 0x83) == 0xC1  # FIPS 197, section 4.2
    assert times(0x57, 0x13) == 0xFE


@given(keys, counts, st.randoms(use_true_random=False))
def test_any_enough_shares_give_the_key_back(key, count, chance):
    made = split(key, shares=count[0], threshold=count[1])

    chosen = chance.sample(made, chance.randint(count[1], count[0]))

    assert join(read(written(each)) for each in chosen) == key


@given(keys, counts)
def test_fewer_than_enough_are_refused(key, count):
    made = split(key, shares=count[0], threshold=count[1])

    with pytest.raises(NotAShare):
        join(made[: count[1] - 1])
    with pytest.raises(NotAShare):
        join([made[0]] * count[1])  # the same one many times is one


@given(st.integers(0, 255), st.integers(2, 6))
@settings(max_examples=min(settings().max_examples, 40))  # each tries all 256 completions
def test_one_share_less_fits_every_possible_key_equally(byte, threshold):
    """For each byte that the key might be there is exactly one completing share."""
    made = split(bytes([byte]), shares=threshold, threshold=threshold)
    held, missing = made[:-1], made[-1]

    fitting = [
        join([*held, Share(missing.of, threshold, missing.point, bytes([value]))])
        for value in range(256)
    ]

    assert sorted(fitting) == [bytes([each]) for each in range(256)]


@given(keys, st.data())
def test_one_mistyped_letter_is_noticed(key, data):
    text = written(split(key, shares=2, threshold=2)[0])
    places = [number for number, letter in enumerate(text) if letter != "-"]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([c for c in "0123456789ABCDEFGHJK" if c != text[place]]))

    with pytest.raises(NotAShare):
        read(text[:place] + other + text[place + 1 :])


def test_case_spaces_and_letters_that_look_alike_do_not_matter():
    share = split(bytes(range(32)), shares=3, threshold=2)[1]
    typed = written(share).lower().replace("-", "  ").replace("0", "o").replace("1", "l")

    assert read(typed) == share


@pytest.mark.parametrize("text", ["", "AAAA", "¿?", "0" * 70, "ÑÑÑÑ-1234"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(NotAShare):
        read(text)


def test_shares_of_two_sets_do_not_mix():
    one, other = (split(bytes(32), shares=3, threshold=2) for _ in range(2))

    with pytest.raises(NotAShare):
        join([one[0], other[1]])


@pytest.mark.parametrize(("shares", "threshold"), [(1, 1), (3, 1), (2, 3), (256, 2)])
def test_a_split_that_protects_nothing_or_cannot_be_joined_is_refused(shares, threshold):
    with pytest.raises(ValueError, match="at least two"):
        split(bytes(32), shares=shares, threshold=threshold)
