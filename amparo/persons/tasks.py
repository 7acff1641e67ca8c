"""Shares that ran out by themselves: reading had stopped on the day; the wraps go at night."""

from __future__ import annotations

from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.jobs.daily import daily
from amparo.kernel.vault.models import Wrap
from amparo.persons.models import Share
from amparo.persons.services.consents import SWEEPER, tidy_share


@daily
def delete_wraps_of_expired_shares() -> None:
    """Take away every wrap whose share is no longer live."""
    with reading(SWEEPER):
        granted = Wrap.objects.exclude(grant=None).values("grant")
        live = Share.objects.live(clock.today()).values("pk")
        over = Share.objects.filter(public_id__in=granted).exclude(pk__in=live)
        found = list(over.values_list("public_id", flat=True))
    for share in found:
        tidy_share(share)
