"""Five classes for a map."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.places.bands import BANDS, band_of, bands

counts = st.lists(st.integers(min_value=0, max_value=10_000), max_size=80)


def test_even_values_split_in_five_equal_classes() -> None:
    limits = bands(range(1, 101))
    assert limits == (20, 40, 60, 80)
    assert [band_of(value, limits) for value in (1, 20, 21, 80, 81, 100)] == [1, 1, 2, 4, 5, 5]


def test_equal_values_make_one_class() -> None:
    assert bands([12, 12, 12, 12]) == ()
    assert band_of(12, ()) == 1


def test_nothing_and_zeros_make_no_limits() -> None:
    assert bands([]) == ()
    assert bands([0, 0]) == ()


@given(counts)
def test_limits_grow_are_values_given_and_put_every_value_in_a_class(values: list[int]) -> None:
    limits = bands(values)
    assert list(limits) == sorted(set(limits))
    assert set(limits) <= {value for value in values if value > 0}
    assert all(1 <= band_of(value, limits) <= BANDS for value in values if value > 0)
    assert not limits or max(values) > limits[-1]
