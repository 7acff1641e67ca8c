"""Profiles of the property tests, and what every test may rely on."""

from __future__ import annotations

import os
from typing import Any

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Append-only tables are kept as in real life; only emptying the whole database may pass.

    On PostgreSQL the owner has prepared the tables already (tools/with_postgres.py), and the suite
    empties them under a login that is not the application's role.
    """
    from django.db import connection

    from amparo.kernel.access.rowlevel.triggers import drop_triggers, install_triggers

    if connection.vendor != "sqlite":
        return
    with django_db_blocker.unblock():
        install_triggers()
    flush = connection.ops.execute_sql_flush

    def flush_and_guard(statements: list[str]) -> None:
        drop_triggers()
        flush(statements)
        install_triggers()

    connection.ops.execute_sql_flush = flush_and_guard


@pytest.fixture(autouse=True)
def _spanish() -> None:
    from django.utils.translation import activate

    activate("es")
