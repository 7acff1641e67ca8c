"""The invented accounts, at work."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.organisations.models import Membership


def place_of(username: str) -> Membership:
    """Where that account works."""
    places = Membership.objects.select_related("user", "desk__organisation")
    return places.get(user__username=username)


def acting(username: str) -> Actor:
    """That account, in its function."""
    return actor_of(place_of(username))
