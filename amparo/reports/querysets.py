"""Which reports an actor may see, and the order of the queue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission

if TYPE_CHECKING:
    from amparo.reports.models import Report

NO_CLOCK = datetime(9999, 12, 31, tzinfo=UTC)


class QueuePlace(NamedTuple):
    """Where a page of the queue ends: the next one starts right after it."""

    weight: int
    clock_at: datetime
    received_at: datetime
    id: Any


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: Actor, *, on: date) -> ReportQuerySet:
        """Reports at the actor's desk, without those she or her institution was excluded from.

        An exclusion follows the person, not one of her memberships, and stays when the report
        changes desk. ``on`` is the day; places at a desk are checked when the actor is made.
        """
        if not actor.has(Permission.REPORT_READ) or actor.desk_id is None:
            return self.none()
        exclusions = apps.get_model("reports.Exclusion").objects
        against = exclusions.filter(report=OuterRef("pk")).filter(
            Q(membership__user_id=actor.user_id) | Q(organisation_id=actor.organisation_id)
        )
        return self.filter(~Exists(against), desk_id=actor.desk_id)

    def sharing_a_token_with(self, report: Report) -> ReportQuerySet:
        """Other reports in which some of the same telephones, plates or pages appear."""
        tokens = apps.get_model("reports.ReportToken").objects
        own = tokens.filter(report=report).values("token")
        same = tokens.filter(report=OuterRef("pk"), token__in=own)
        return self.filter(Exists(same)).exclude(pk=report.pk)

    def in_states(self, states: Collection[str]) -> ReportQuerySet:
        return self.filter(state__in=states)

    def in_queue_order(self) -> ReportQuerySet:
        """Heaviest first, then the clock that ends first, then the oldest."""
        ordered = self.annotate(clock_at=Coalesce(F("due_at"), Value(NO_CLOCK)))
        return ordered.order_by("weight", "clock_at", "received_at", "id")

    def after(self, place: QueuePlace) -> ReportQuerySet:
        """What comes after a place, of a queryset that is in queue order."""
        weight, clock_at, received_at, last = place
        return self.filter(
            Q(weight__gt=weight)
            | Q(weight=weight, clock_at__gt=clock_at)
            | Q(weight=weight, clock_at=clock_at, received_at__gt=received_at)
            | Q(weight=weight, clock_at=clock_at, received_at=received_at, id__gt=last)
        )
