"""States of the log for somebody else to keep: the newest, and one of each earlier day."""

from __future__ import annotations

from django.db.models import Max
from django.db.models.functions import TruncDate

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.checkpoints import witness_text
from amparo.kernel.audit.models import Checkpoint
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb

DAYS = 31


class NothingSealed(LookupError):
    """The log has no checkpoint yet."""


def states_for_witness(*, actor: Actor) -> str:
    """A witness file's text; that it was handed out is recorded.

    Raises:
        NothingSealed: there is nothing to keep yet.
    """
    with writing(actor):
        days = Checkpoint.objects.annotate(day=TruncDate("at")).values("day").order_by("-day")
        newest = [one["newest"] for one in days.annotate(newest=Max("number"))[:DAYS]]
        kept = list(Checkpoint.objects.filter(number__in=newest).order_by("number"))
        if not kept:
            raise NothingSealed
        record(actor, Verb.AUDIT_WITNESSED, number=kept[-1].number, size=kept[-1].size)
    return witness_text(kept)
