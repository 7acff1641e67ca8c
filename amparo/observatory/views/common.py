"""Who asks for a free cut gets it, or the same answer as for an address that does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import record_refusal
from amparo.observatory.cuts import Cut
from amparo.observatory.permissions import can_cut
from amparo.observatory.services import make_cut


def cut_or_404(actor: Actor, by: Sequence[str], where: Mapping[str, str]) -> Cut:
    """A cut, or what an unknown page answers; the refusal is recorded.

    Raises:
        Http404: the actor may not make cuts.
        ValidationError: see ``make_cut``.
    """
    try:
        return make_cut(actor=actor, by=by, where=where)
    except Denied as refusal:
        raise _refused(actor, refusal) from None


def require_cutter(actor: Actor) -> None:
    """Raises Http404 unless the actor may make cuts."""
    try:
        require(can_cut, actor)
    except Denied as refusal:
        raise _refused(actor, refusal) from None


def _refused(actor: Actor, refusal: Denied) -> Http404:
    """Attempts of staff are recorded; strangers cannot fill the log."""
    if actor.membership_id is not None:
        record_refusal(actor, refusal.predicate)
    return Http404()
