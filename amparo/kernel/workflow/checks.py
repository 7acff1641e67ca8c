"""System checks: start-up fails when declared data is mistaken or a guard has no provider."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from amparo.kernel.reference import InvalidReference, check_all
from amparo.kernel.workflow.declared import missing_guards


def check_reference(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every mistake in code lists, countries and forms."""
    return [Error(problem, id="amparo.E101") for problem in check_all()]


def check_guards(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every mistake in the workflows, and every guard that no app answers for."""
    try:
        missing = missing_guards()
    except InvalidReference as error:
        return [Error(problem, id="amparo.E102") for problem in error.problems]
    return [Error(f"No app provides the guard “{name}”.", id="amparo.E103") for name in missing]
