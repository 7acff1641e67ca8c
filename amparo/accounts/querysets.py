"""Which accounts an administrator may see: those of her own institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission
from amparo.kernel.organisations.models import Membership, Organisation

if TYPE_CHECKING:
    from amparo.accounts.models import Opening  # noqa: F401  named in the generic below


def managed_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Her institution, and those declared under it."""
    if not actor.has(Permission.ACCOUNT_MANAGE) or actor.organisation_id is None:
        return Organisation.objects.none()
    mine = actor.organisation_id
    return Organisation.objects.filter(Q(pk=mine) | Q(parent=mine))


def managed_memberships(actor: Actor) -> QuerySet[Membership]:
    """Functions at the desks of her institutions, with account, desk and institution."""
    there = Membership.objects.filter(desk__organisation__in=managed_organisations(actor))
    return there.select_related("user", "desk__organisation")


class OpeningQuerySet(QuerySet["Opening"]):
    def managed_by(self, actor: Actor) -> OpeningQuerySet:
        """Letters behind the accounts of her institutions."""
        return self.filter(organisation__in=managed_organisations(actor))
