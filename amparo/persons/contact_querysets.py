"""Who may see which request for contact: the desk that asked, and the team that may answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.persons.exclusion_querysets import without_denied

if TYPE_CHECKING:
    from amparo.persons.contact_models import (
        ContactRequest,  # noqa: F401  named in the generic below
    )


class ContactRequestQuerySet(QuerySet["ContactRequest"]):
    def asked_from(self, actor: Actor) -> ContactRequestQuerySet:
        """What the actor's own desk asked."""
        if actor.desk_id is None or not actor.has(Permission.CONTACT_REQUEST):
            return self.none()
        return self.filter(desk_id=actor.desk_id)

    def to_answer(self, actor: Actor, *, on: date) -> ContactRequestQuerySet:
        """Requests about the people the actor serves."""
        if not actor.has(Permission.CONTACT_ANSWER):
            return self.none()
        teams = TeamMember.objects.serving(actor, on).values("team")
        mine = self.filter(person__team__in=teams, person__merged_into=None)
        requests: ContactRequestQuerySet = without_denied(mine, actor, path="person")
        return requests
