"""Profiles of the property tests, and what every test may rely on."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "dev", max_examples=25, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "proofs", max_examples=400, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(autouse=True)
def _spanish() -> None:
    from django.utils.translation import activate

    activate("es")
