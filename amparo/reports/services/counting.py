"""Daily counts of the public side, in place of any log of visits."""

from __future__ import annotations

from django.db.models import F

from amparo.kernel import clock
from amparo.reports.choices import Channel, Counted
from amparo.reports.models import DailyCount


def count(what: Counted, channel: Channel) -> None:
    """Add one to today's count. Call it inside a transaction."""
    row, _made = DailyCount.objects.get_or_create(day=clock.today(), channel=channel, what=what)
    DailyCount.objects.filter(pk=row.pk).update(total=F("total") + 1)
