"""Who may see which order: the desk that handles it, and the team of the person it is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.persons.exclusion_querysets import without_denied

if TYPE_CHECKING:
    from amparo.persons.order_models import LegalOrder  # noqa: F401  named in the generic below


class LegalOrderQuerySet(QuerySet["LegalOrder"]):
    def visible_to(self, actor: Actor, *, on: date) -> LegalOrderQuerySet:
        """Orders handled at the actor's desk, and those about the people she serves."""
        if actor.desk_id is None:
            return self.none()
        mine = Q()
        if actor.has(Permission.CASE_READ):
            teams = TeamMember.objects.serving(actor, on).values("team")
            mine |= Q(person__team__in=teams, person__merged_into=None)
        if actor.has(Permission.ORDER_HANDLE):
            mine |= Q(desk_id=actor.desk_id)
        if not mine:
            return self.none()
        orders: LegalOrderQuerySet = without_denied(self.filter(mine), actor, path="person")
        return orders
