"""Who can receive the teams of somebody who leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from amparo.accounts.permissions import can_receive_teams
from amparo.kernel.access.actor import Actor
from amparo.kernel.organisations.models import Membership


def colleagues_to_receive(
    actor: Actor, leaver: Membership, on: date, *, but: Iterable[int] = ()
) -> list[Membership]:
    """Live colleagues of the leaver who may lead a team, her own desk's first; without those whose
    keys are in ``but``."""
    there = Membership.objects.live(on).filter(desk__organisation=leaver.desk.organisation_id)
    found = [
        one
        for one in there.exclude(pk__in=list(but)).select_related("user", "desk__organisation")
        if can_receive_teams(actor, leaver, one)
    ]
    return sorted(found, key=lambda one: (one.desk_id != leaver.desk_id, str(one.desk), one.pk))


def named(membership: Membership) -> str:
    """How a list of colleagues names one: her name and her desk."""
    return f"{membership.user.display_name or membership.user.username} · {membership.desk.name}"
