"""From a membership to an Actor."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor, grants_of
from amparo.kernel.access.floor import grant_in
from amparo.kernel.access.matrix import roles_of_kind
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.access.standing import in_emergency, powers_of
from amparo.kernel.organisations.models import Membership, Organisation


def actor_of(
    membership: Membership, *, purpose: Purpose | None = None, operator: str = ""
) -> Actor:
    """The actor a membership makes; an unknown or foreign purpose becomes the role's first.

    What she may do is what the matrix gives her role, less what her desk's country takes away and
    what the wall around her institution's domain closes. In a migration or border authority a role
    that may not be held there does nothing.
    """
    role, desk = Role(membership.role), membership.desk
    organisation = desk.organisation
    allowed = grant_in(desk.country, role).purposes
    chosen = purpose if purpose in allowed else allowed[0]
    held = roles_of_kind(organisation.kind)
    place = {"country": desk.country, "domain": organisation.domain}
    grants = grants_of(role, purpose=chosen, **place) if held is None or role in held else {}
    if grants:
        grants["granted"] = powers_of(membership, grants["granted"])
    return Actor(
        name=f"user:{membership.user.public_id}",
        role=role,
        purpose=chosen,
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=organisation.pk,
        desk_id=desk.pk,
        organisation=organisation.public_id,
        desk=desk.public_id,
        country=desk.country,
        domain=organisation.domain,
        institutions=with_those_above(organisation),
        emergency=in_emergency(membership),
        operator=operator,
        **grants,
    )


def with_those_above(organisation: Organisation) -> tuple[int, ...]:
    """Keys of an institution and of every one it belongs to, the nearest first."""
    found = [organisation.pk]
    while organisation.parent_id is not None and organisation.parent_id not in found:
        organisation = Organisation.objects.get(pk=organisation.parent_id)
        found.append(organisation.pk)
    return tuple(found)
