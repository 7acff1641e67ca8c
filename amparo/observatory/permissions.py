"""Who may look at figures that are not protected."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission


def can_cut(actor: Actor) -> bool:
    """Free cuts show small cells, so only whoever makes statistics, and from a place in force."""
    return actor.has(Permission.CUT_READ) and actor.membership_id is not None
