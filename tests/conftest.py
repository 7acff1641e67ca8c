"""Profiles of the property tests, and what every test may rely on."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "dev", max_examples=10, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "proofs", max_examples=400, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every property test is a proof: `make proofs` runs it again at full counts."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.proof)


@pytest.fixture(autouse=True)
def _spanish() -> None:
    from django.utils.translation import activate

    activate("es")
