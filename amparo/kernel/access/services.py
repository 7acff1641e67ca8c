"""Teams are made and changed here, and here alone."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.models import Team, TeamFunction, TeamMember
from amparo.kernel.access.rowlevel.context import look_up_teams
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.holding import drop_leavers
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient


def open_team(*, lead: Membership, on: date) -> Team:
    """A new team with its lead and its own key pair."""
    team = Team.objects.create(organisation_id=lead.organisation_id)
    ensure_recipient(RecipientKind.TEAM, team.public_id)
    TeamMember.objects.create(team=team, membership=lead, function=TeamFunction.LEAD, since_on=on)
    look_up_teams()
    return team


def add_member(*, team: Team, membership: Membership, on: date) -> TeamMember:
    """Bring a colleague in; asking twice changes nothing."""
    serving, _created = TeamMember.objects.get_or_create(
        team=team, membership=membership, until_on=None, defaults={"since_on": on}
    )
    look_up_teams()
    return serving


class LeadsTheTeam(ValidationError):
    """Whoever coordinates a team names who takes it before she leaves."""

    def __init__(self) -> None:
        super().__init__(_("Coordina ese equipo: nombre antes a quien lo recibe."))


class NotOfThisInstitution(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Un equipo lo recibe alguien de la misma institución."))


def leave_team(*, member: TeamMember, on: date) -> None:
    """Stop serving at once: ``on`` is the first day without her. Raises LeadsTheTeam."""
    if member.function == TeamFunction.LEAD:
        raise LeadsTheTeam
    member.until_on = max(member.since_on, on - timedelta(days=1))
    member.save(update_fields=["until_on"])
    drop_leavers(on, of=member.membership.user.public_id)


def hand_over(*, member: TeamMember, to: Membership, on: date) -> TeamMember:
    """Give a team to its next lead, and leave it. Both or neither, inside the caller's transaction.

    Raises:
        NotOfThisInstitution: ``to`` works elsewhere.
    """
    if to.organisation_id != member.team.organisation_id:
        raise NotOfThisInstitution
    next_lead = add_member(team=member.team, membership=to, on=on)
    next_lead.function, member.function = member.function, TeamFunction.MEMBER
    next_lead.save(update_fields=["function"])
    member.save(update_fields=["function"])
    leave_team(member=member, on=on)
    return next_lead
