"""Longer, paused, back, or with a new way in."""

from __future__ import annotations

from datetime import date

from amparo.accounts.errors import AlreadyClosed, WorksElsewhereToo
from amparo.accounts.models import Opening
from amparo.accounts.permissions import can_manage_account
from amparo.accounts.querysets import managed_organisations
from amparo.accounts.services.closing import locked, opening_of
from amparo.accounts.services.opening import check_dates
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity import tally
from amparo.kernel.identity.factors import remove_factors
from amparo.kernel.identity.models import User
from amparo.kernel.identity.passphrases import give_temporary
from amparo.kernel.identity.sessions import close_sessions
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.holding import drop_leavers


def extend_account(
    *,
    actor: Actor,
    membership_id: int,
    version: int,
    letter_number: str,
    letter_on: date,
    until_on: date,
    on: date,
) -> Opening:
    """A new term on a new letter. Raises Denied, ValidationError, ChangedSinceOpened."""
    with writing(actor):
        membership = locked(membership_id)
        require(can_manage_account, actor, membership)
        opening = _open_opening(actor, membership, on)
        claim_version(opening, version)
        check_dates(letter_on, on, until_on, on)
        opening.letter_number, opening.letter_on = letter_number, letter_on
        opening.save(update_fields=["letter_number", "letter_on", "version"])
        membership.until_on = max(until_on, membership.since_on)
        membership.save(update_fields=["until_on"])
        _recorded(actor, Verb.ACCOUNT_EXTENDED, membership, until=until_on.isoformat())
    return opening


def suspend_account(*, actor: Actor, membership_id: int, on: date) -> None:
    """Nothing opens until she is let in again; her teams keep her place. Raises Denied."""
    with writing(actor):
        membership = locked(membership_id)
        require(can_manage_account, actor, membership)
        _open_opening(actor, membership, on)
        membership.suspended = True
        membership.save(update_fields=["suspended"])
        drop_leavers(on, of=membership.user.public_id)
        if not Membership.objects.live(on).filter(user=membership.user).exists():
            close_sessions(membership.user_id)
        _recorded(actor, Verb.ACCOUNT_SUSPENDED, membership)


def resume_account(*, actor: Actor, membership_id: int, on: date) -> None:
    """Undo a suspension; a second signature that is missing stays missing. Raises Denied."""
    with writing(actor):
        membership = locked(membership_id)
        require(can_manage_account, actor, membership)
        require(has_its_signatures, actor, _open_opening(actor, membership, on))
        membership.suspended = False
        membership.save(update_fields=["suspended"])
        _recorded(actor, Verb.ACCOUNT_RESUMED, membership)


def has_its_signatures(_actor: Actor, opening: Opening) -> bool:
    return not opening.waiting_second


def reset_account(*, actor: Actor, membership_id: int, on: date) -> str:
    """Lost everything: no factor or session of hers counts, and she enters once with what this
    returns, a passphrase good for a week.

    Raises:
        Denied: not an account of her institutions, or her own.
        WorksElsewhereToo: another institution's doors would open with it.
    """
    with writing(actor):
        membership = locked(membership_id)
        require(can_manage_account, actor, membership)
        _open_opening(actor, membership, on)
        if works_elsewhere(actor, membership.user, on):
            raise WorksElsewhereToo
        remove_factors(membership.user)
        close_sessions(membership.user_id)
        tally.succeeded(membership.user.username)
        _recorded(actor, Verb.ACCOUNT_RESET, membership)
        return give_temporary(membership.user, on)


def works_elsewhere(actor: Actor, user: User, on: date) -> bool:
    """Whether the account opens doors that this administrator does not manage, now or later."""
    there = Membership.objects.filter(user=user).exclude(until_on__lt=on)
    return there.exclude(desk__organisation__in=managed_organisations(actor)).exists()


def _open_opening(actor: Actor, membership: Membership, on: date) -> Opening:
    """Raises AlreadyClosed."""
    opening = opening_of(actor, membership, on)
    if opening.closed_on is not None:
        raise AlreadyClosed
    return opening


def _recorded(actor: Actor, verb: Verb, membership: Membership, until: str = "") -> None:
    subjects = [membership.user.public_id]
    record(actor, verb, subjects=subjects, member=str(membership.public_id), until=until)
