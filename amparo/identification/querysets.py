"""Who may see which records of identification, and which decision stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from amparo.kernel.access.actor import Actor
from amparo.persons.public import ShareField, visible_persons

if TYPE_CHECKING:
    from amparo.identification.models import StatusDecision


class DecisionQuerySet(QuerySet["StatusDecision"]):
    def visible_to(self, actor: Actor, *, on: date) -> DecisionQuerySet:
        """Decisions about persons whose team she serves, or whose share names this part."""
        scoped: Any = visible_persons(self, actor, on=on, part=ShareField.IDENTIFICATION)
        result: DecisionQuerySet = scoped.filter(person__merged_into=None)
        return result

    def standing(self) -> DecisionQuerySet:
        """Those that no later row supersedes."""
        later = self.model._default_manager.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def current(self, person_ids: Iterable[int]) -> dict[int, StatusDecision]:
        """The decision that stands for each person, by her primary key: the last one written.

        None is dated before the one it follows, so it is also the latest by date.
        """
        decisions = self.filter(person__in=list(person_ids)).order_by("pk")
        return {decision.person_id: decision for decision in decisions}
