"""What the worker does at night: propose what has been kept long enough, and tidy up."""

from __future__ import annotations

from datetime import timedelta

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import writing
from amparo.kernel.jobs.daily import daily
from amparo.kernel.retention.expiring import propose
from amparo.kernel.retention.models import Tombstone
from amparo.kernel.retention.schedules import Kept, general_terms
from amparo.kernel.retention.tombstones import note_in_file
from amparo.kernel.ui.models import Draft, OnceToken

ONCE_DAYS = 2


@daily
def propose_expiries() -> None:
    """Write one proposal for whatever ran out; a named person decides."""
    with writing(system_actor("retention")):
        propose(on=clock.today())


@daily
def forget_old_drafts() -> None:
    """Drafts past their term, and tokens of forms that were sent days ago."""
    today = clock.now()
    Draft.objects.filter(
        saved_at__lt=today - timedelta(days=general_terms()[Kept.DRAFT].days)
    ).delete()
    OnceToken.objects.filter(made_on__lt=today.date() - timedelta(days=ONCE_DAYS)).delete()


@daily
def copy_tombstones_apart() -> None:
    """The file apart has every tombstone, also after a stop between database and file."""
    for digest, day in Tombstone.objects.values_list("digest", "erased_on"):
        note_in_file([bytes(digest)], on=day)
