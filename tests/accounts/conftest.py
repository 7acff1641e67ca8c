"""A clock that tests move, and that always comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from amparo.kernel import clock


@pytest.fixture
def later():
    """Move this process's clock forward by so many seconds, from the present."""
    yield lambda seconds: clock.shift(timedelta(seconds=seconds))
    clock.shift(timedelta(0))


@pytest.fixture(autouse=True)
def _no_counts_left():
    cache.clear()
    yield
    cache.clear()
