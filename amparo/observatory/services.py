"""What staff do with figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading, require
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.observatory.cuts import Cut, cut
from amparo.observatory.permissions import can_cut


def make_cut(*, actor: Actor, by: Sequence[str], where: Mapping[str, str]) -> Cut:
    """Count persons of the current generation, unprotected, and record which question was put.

    The audit row holds names of columns and codes of the lake, nothing that somebody typed: a value
    that is not in the lake never gets this far.

    Raises:
        Denied: the actor may not make cuts.
        NoGeneration, UnknownColumn, UnknownValue, TooManyColumns: see ``cut``.
    """
    with reading(actor):
        require(can_cut, actor)
        found = cut(settings.LAKE, by, where)
        record(
            actor,
            Verb.CUT_MADE,
            fields={*by, *where},
            by=",".join(by),
            where=",".join(f"{column}={value}" for column, value in where.items()),
            generation=found.generation,
        )
    return found
