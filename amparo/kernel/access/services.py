"""Teams are made and changed here, and here alone."""

from __future__ import annotations

from datetime import date

from amparo.kernel.access.models import Team, TeamFunction, TeamMember
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient


def open_team(*, lead: Membership, on: date) -> Team:
    """A new team with its lead and its own key pair."""
    team = Team.objects.create(organisation_id=lead.organisation_id)
    ensure_recipient(RecipientKind.TEAM, team.public_id)
    TeamMember.objects.create(team=team, membership=lead, function=TeamFunction.LEAD, since_on=on)
    return team


def add_member(*, team: Team, membership: Membership, on: date) -> TeamMember:
    """Bring a colleague in; asking twice changes nothing."""
    serving, _created = TeamMember.objects.get_or_create(
        team=team, membership=membership, until_on=None, defaults={"since_on": on}
    )
    return serving
