"""Who may manage which account. Nobody manages her own; nobody gives more than her house may."""

from __future__ import annotations

from amparo.accounts.models import BulkClosing, Opening
from amparo.accounts.querysets import managed_organisations
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.conflicts import may_be_held
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.organisations.models import Desk, Membership, Organisation


def can_manage_accounts(actor: Actor) -> bool:
    return actor.has(Permission.ACCOUNT_MANAGE)


def can_manage_account(actor: Actor, membership: Membership) -> bool:
    """An administrator of that institution, about somebody else."""
    return membership.user_id != actor.user_id and can_read_account(actor, membership)


def can_read_account(actor: Actor, membership: Membership) -> bool:
    return managed_organisations(actor).filter(pk=membership.desk.organisation_id).exists()


def can_open_account(actor: Actor, desk: Desk, role: Role) -> bool:
    """At a desk of her institutions, a function that such an institution has."""
    return managed_organisations(actor).filter(
        pk=desk.organisation_id
    ).exists() and role in roles_at(desk.organisation)


def can_sign_for(actor: Actor, opening: Opening) -> bool:
    """A second administrator: neither who opened the account nor whose account it is."""
    return (
        opening.waiting_second
        and opening.closed_on is None
        and opening.opened_by.user_id != actor.user_id
        and can_manage_account(actor, opening.membership)
    )


def roles_at(organisation: Organisation) -> list[Role]:
    """The functions that may be held in an institution of that domain and kind."""
    return [
        role
        for role in Role
        if may_be_held(role, domain=organisation.domain, kind=organisation.kind)
    ]


def can_receive_teams(actor: Actor, leaver: Membership, successor: Membership) -> bool:
    """A colleague who writes cases receives them; never whoever decides it, nor the leaver."""
    return (
        successor.pk != leaver.pk
        and successor.user_id not in (actor.user_id, leaver.user_id)
        and successor.desk.organisation_id == leaver.desk.organisation_id
        and not successor.suspended
        and Permission.CASE_WRITE in matrix()[Role(successor.role)].permissions
    )


def can_see_closing(actor: Actor, closing: BulkClosing) -> bool:
    """Administrators of that institution, and of the one above it."""
    return managed_organisations(actor).filter(pk=closing.organisation_id).exists()


def can_confirm_closing(actor: Actor, closing: BulkClosing) -> bool:
    """Whoever chose the accounts confirms: it is done in her name."""
    return can_see_closing(actor, closing) and closing.made_by_id == actor.membership_id
