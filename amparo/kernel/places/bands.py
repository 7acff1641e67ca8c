"""Five classes for a choropleth."""

from bisect import bisect_left
from collections.abc import Iterable

BANDS = 5


def bands(values: Iterable[float]) -> tuple[float, ...]:
    """Upper limits of the first four of five classes, by quantiles of the values given.

    Quantiles, because counts by place are very uneven and equal steps would leave one dark unit on
    a pale map. Each limit is one of the values, so a legend shows no invented number. Zeros are
    left out: they are drawn as no colour. Give only values that may be published, since a
    limit *is* a value.

    Returns:
        At most four limits, each greater than the one before; fewer when values repeat or are few.
    """
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return ()
    ranks = (-(-len(ordered) * step // BANDS) - 1 for step in range(1, BANDS))
    limits = dict.fromkeys(ordered[max(rank, 0)] for rank in ranks)
    return tuple(limit for limit in limits if limit < ordered[-1])


def band_of(value: float, limits: tuple[float, ...]) -> int:
    """The class of a positive value, 1 to 5: a value equal to a limit belongs below it."""
    return bisect_left(limits, value) + 1
