"""System check: start-up fails when a country's file adds to what the matrix grants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from amparo.kernel.access.floor import problems_of_countries


def check_floor(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every word of a country's ``[access]`` that adds, or that nobody was granted."""
    return [Error(problem, id="amparo.E104") for problem in problems_of_countries()]
