"""Who may see which case: exactly those who may see its person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from amparo.kernel.access.actor import Actor
from amparo.persons.public import visible_persons

if TYPE_CHECKING:
    from amparo.cases.models import Case  # noqa: F401  named in the generic below


class CaseQuerySet(QuerySet["Case"]):
    def visible_to(self, actor: Actor, *, on: date) -> CaseQuerySet:
        """Cases whose person the actor's team serves, or a live share names to her desk."""
        scoped: Any = visible_persons(self, actor, on=on, path="person")
        result: CaseQuerySet = scoped.filter(person__merged_into=None)
        return result
