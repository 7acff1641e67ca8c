"""From a membership to an Actor."""

from __future__ import annotations

from typing import Any

from amparo.kernel.access.actor import Actor, grants_of
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.access.standing import in_emergency, powers_of
from amparo.kernel.organisations.models import Membership


def actor_of(
    membership: Membership, *, purpose: Purpose | None = None, operator: str = ""
) -> Actor:
    """The actor a membership makes; an unknown or foreign purpose becomes the role's first."""
    role = Role(membership.role)
    allowed = matrix()[role].purposes
    grants: dict[str, Any] = grants_of(role)
    grants["granted"] = powers_of(membership, grants["granted"])
    desk = membership.desk
    return Actor(
        name=f"user:{membership.user.public_id}",
        role=role,
        purpose=purpose if purpose in allowed else allowed[0],
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=desk.organisation_id,
        desk_id=desk.pk,
        organisation=desk.organisation.public_id,
        desk=desk.public_id,
        country=desk.country,
        emergency=in_emergency(membership),
        operator=operator,
        **grants,
    )
