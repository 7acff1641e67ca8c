"""Placing and lifting orders of conservation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.errors import HoldNeedsOrder
from amparo.kernel.retention.models import HoldScope, LegalHold
from amparo.kernel.retention.words import seal_words


def can_place_hold(actor: Actor, _hold: LegalHold | None = None) -> bool:
    """The data-protection officer, from a place in force and only for the own institution."""
    mine = _hold is None or _hold.organisation_id == actor.organisation_id
    return actor.has(Permission.HOLD_PLACE) and actor.membership_id is not None and mine


def place_hold(
    *,
    actor: Actor,
    subject: UUID,
    order: str,
    on: date,
    scope: HoldScope = HoldScope.ALL,
    until: date | None = None,
) -> LegalHold:
    """Stop erasure and expiry of one subject by an order.

    The number is taken as given: telling whether such a file exists would confirm it.

    Raises:
        Denied: the actor may not place holds.
        HoldNeedsOrder: no order was named.
    """
    hold = LegalHold(about=subject, scope=scope, since_on=on, until_on=until)
    with writing(actor, holds=[hold.public_id]):
        require(can_place_hold, actor)
        if not order.strip():
            raise HoldNeedsOrder
        hold.organisation_id, hold.placed_by_id = actor.home, actor.member
        seal_words(hold, "order", order.strip())
        hold.save(force_insert=True)
        record(actor, Verb.HOLD_PLACED, subjects=[subject], scope=scope)
    return hold


def lift_hold(*, actor: Actor, hold_id: int, version: int, on: date) -> LegalHold:
    """The order ended. Raises Denied, or ChangedSinceOpened. Twice is once."""
    with writing(actor):
        hold = LegalHold.objects.select_for_update().get(pk=hold_id)
        require(can_place_hold, actor, hold)
        if hold.lifted_on is None:
            claim_version(hold, version)
            hold.lifted_on, hold.lifted_by_id = on, actor.member
            hold.save()
            record(actor, Verb.HOLD_LIFTED, subjects=[hold.about])
    return hold


def holds_of(actor: Actor) -> list[LegalHold]:
    """Those of the actor's institution, newest first."""
    if not can_place_hold(actor):
        return []
    return list(LegalHold.objects.filter(organisation_id=actor.home))
