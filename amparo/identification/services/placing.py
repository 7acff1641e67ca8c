"""Where the actor works: whoever writes a record writes it from a desk."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.errors import Denied
from amparo.kernel.organisations.models import Membership


def place_of(actor: Actor) -> Membership:
    """Her membership with desk and institution. Raises Denied for an actor without a desk."""
    if actor.membership_id is None:
        raise Denied("has_a_place")
    return Membership.objects.select_related("desk__organisation").get(pk=actor.membership_id)
