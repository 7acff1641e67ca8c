"""Closing an account: its teams are received by name, and nothing of it opens anything again."""

from __future__ import annotations

from datetime import date

from amparo.accounts.choices import ClosingReason
from amparo.accounts.errors import AlreadyClosed, SuccessorNeeded
from amparo.accounts.models import Opening
from amparo.accounts.permissions import can_manage_account, can_receive_teams
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.models import TeamFunction, TeamMember
from amparo.kernel.access.services import hand_over, leave_team
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.factors import remove_factors
from amparo.kernel.identity.models import User
from amparo.kernel.identity.sessions import close_sessions
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.holding import drop_leavers


def close_account(
    *,
    actor: Actor,
    membership_id: int,
    reason: ClosingReason,
    successor: Membership | None,
    on: date,
) -> Opening:
    """Close a function: hand over its teams, end it, and end the account if nothing else is left.

    Raises:
        Denied: not an account of her institutions, or her own; or its teams would come to her.
        SuccessorNeeded: it leads teams and nobody receives them.
        AlreadyClosed: somebody closed it before.
    """
    with writing(actor):
        membership = locked(membership_id)
        require(can_manage_account, actor, membership)
        opening = opening_of(actor, membership, on)
        if opening.closed_on is not None:
            raise AlreadyClosed
        _leave_teams(actor, membership, successor, on)
        membership.suspended = True
        membership.until_on = max(membership.since_on, min(on, membership.until_on or on))
        membership.save(update_fields=["suspended", "until_on"])
        drop_leavers(on, of=membership.user.public_id)
        opening.closed_on, opening.closing_reason = on, reason
        opening.closed_by_id, opening.successor = actor.member, successor
        opening.waiting_second = False
        opening.version += 1
        opening.save()
        _end_of_the_person(membership.user, on)
        record(
            actor,
            Verb.ACCOUNT_CLOSED,
            subjects=[membership.user.public_id],
            member=str(membership.public_id),
            reason=str(reason),
        )
    return opening


def teams_of(membership: Membership, on: date) -> list[TeamMember]:
    """Her places on teams that day, those she leads first."""
    serving = TeamMember.objects.filter(membership=membership).on(on).select_related("team")
    return sorted(serving, key=lambda one: (one.function != TeamFunction.LEAD, one.pk))


def locked(membership_id: int) -> Membership:
    """A membership held until the transaction ends, with account, desk and institution."""
    found = Membership.objects.select_for_update(of=("self",))
    return found.select_related("user", "desk__organisation").get(pk=membership_id)


def opening_of(actor: Actor, membership: Membership, on: date) -> Opening:
    """The letter behind a membership; an empty one for what was opened without."""
    found, _made = Opening.objects.select_for_update(of=("self",)).get_or_create(
        membership=membership,
        defaults={
            "organisation_id": membership.desk.organisation_id,
            "letter_number": "",
            "letter_on": on,
            "opened_by_id": actor.member,
            "opened_on": membership.since_on,
        },
    )
    return found


def _leave_teams(
    actor: Actor, membership: Membership, successor: Membership | None, on: date
) -> None:
    """Raises SuccessorNeeded, Denied."""
    for member in teams_of(membership, on):
        team = str(member.team.public_id)
        if member.function != TeamFunction.LEAD:
            leave_team(member=member, on=on)
            record(actor, Verb.MEMBER_LEFT, member=str(membership.public_id), team=team)
            continue
        if successor is None:
            raise SuccessorNeeded
        require(can_receive_teams, actor, membership, successor)
        hand_over(member=member, to=successor, on=on)
        record(
            actor,
            Verb.TEAM_HANDED_OVER,
            member=str(membership.public_id),
            successor=str(successor.public_id),
            team=team,
        )


def _end_of_the_person(user: User, on: date) -> None:
    """Without a function now or later the account itself ends, with its sessions and factors."""
    left = Membership.objects.filter(user=user, suspended=False).exclude(until_on__lt=on)
    if left.exists():
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    remove_factors(user)
    close_sessions(user.pk)
