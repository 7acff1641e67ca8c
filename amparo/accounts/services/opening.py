"""An account is opened on an institution's letter, for a time, by somebody else's hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from amparo.accounts.errors import (
    EndsBeforeItStarts,
    EndsTooLate,
    LetterFromTheFuture,
    NameTaken,
    ScanNotAccepted,
)
from amparo.accounts.models import Opening
from amparo.accounts.permissions import can_open_account, can_sign_for
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.models import User
from amparo.kernel.identity.passphrases import give_temporary
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.organisations.services import join
from amparo.kernel.vault.keyring import new_keys
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import recipients

LONGEST_DAYS = 366
SCAN_LIMIT_BYTES = 2 * 1024 * 1024
SCAN_PLACE = "accounts.Opening.scan"
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


@dataclass(frozen=True)
class AccountFields:
    """What the letter says, and what vetting said; ``scan`` is the letter itself, if it came."""

    username: str
    display_name: str
    desk: Desk
    role: Role
    letter_number: str
    letter_on: date
    since_on: date
    until_on: date
    vetting_note: str = field(default="", repr=False)
    scan: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, repr=False)
class Opened:
    """A new account; its passphrase is shown to whoever opened it, once."""

    opening: Opening
    passphrase: str


def open_account(*, actor: Actor, fields: AccountFields, on: date) -> Opened:
    """Open an account at one desk, with a passphrase for its first entry.

    Raises:
        Denied: the desk is of another institution, or it does not have that function.
        ValidationError: a date does not hold, the name is taken, the scan is no letter.
    """
    with writing(actor):
        require(can_open_account, actor, fields.desk, fields.role)
        check_dates(fields.letter_on, fields.since_on, fields.until_on, on)
        if User.objects.filter(username=fields.username).exists():
            raise NameTaken
        waits = _waits_for_a_second(fields)
        user = User.objects.create_user(fields.username)
        user.display_name = fields.display_name
        user.save(update_fields=["display_name"])
        membership = join(user=user, desk=fields.desk, role=fields.role, since_on=fields.since_on)
        membership.until_on, membership.suspended = fields.until_on, waits
        membership.save(update_fields=["until_on", "suspended"])
        opening = _written(actor, membership, fields, waits, on)
        record(
            actor,
            Verb.ACCOUNT_OPENED,
            subjects=[user.public_id],
            member=str(membership.public_id),
            given=fields.role.value,
            waits=waits,
        )
        return Opened(opening, give_temporary(user, on))


def sign_for_account(*, actor: Actor, opening_id: int) -> Opening:
    """The second administrator's signature: from here on the account works. Raises Denied."""
    with writing(actor):
        opening = (
            Opening.objects.select_for_update(of=("self",))
            .select_related("membership__user", "membership__desk", "opened_by")
            .get(pk=opening_id)
        )
        require(can_sign_for, actor, opening)
        opening.waiting_second, opening.approved_by_id = False, actor.member
        opening.save(update_fields=["waiting_second", "approved_by"])
        Membership.objects.filter(pk=opening.membership_id).update(suspended=False)
        record(
            actor,
            Verb.ACCOUNT_APPROVED,
            subjects=[opening.membership.user.public_id],
            member=str(opening.membership.public_id),
        )
    return opening


def check_dates(letter_on: date, since_on: date, until_on: date, on: date) -> None:
    """Raises LetterFromTheFuture, EndsBeforeItStarts, EndsTooLate."""
    if letter_on > on:
        raise LetterFromTheFuture
    if until_on < since_on:
        raise EndsBeforeItStarts
    if until_on > max(since_on, on) + timedelta(days=LONGEST_DAYS):
        raise EndsTooLate


def kind_of_scan(scan: bytes) -> str:
    """By its first bytes; "" for no file. Raises ScanNotAccepted."""
    if not scan:
        return ""
    kind = next((kind for start, kind in SIGNATURES.items() if scan.startswith(start)), "")
    if not kind or len(scan) > SCAN_LIMIT_BYTES:
        raise ScanNotAccepted
    return kind


def administrators_of(organisation_id: int, on: date) -> list[Membership]:
    """Those in force, one function each."""
    live = Membership.objects.live(on).filter(
        desk__organisation=organisation_id, role=Role.ORGANISATION_ADMIN
    )
    return list(live.select_related("desk"))


def _waits_for_a_second(fields: AccountFields) -> bool:
    """A new administrator needs two, where there are two to be had."""
    if fields.role != Role.ORGANISATION_ADMIN:
        return False
    there = administrators_of(fields.desk.organisation_id, fields.since_on)
    return len({one.user_id for one in there}) > 1


def _written(
    actor: Actor, membership: Membership, fields: AccountFields, waits: bool, on: date
) -> Opening:
    opening = Opening(
        membership=membership,
        organisation_id=membership.desk.organisation_id,
        letter_number=fields.letter_number,
        letter_on=fields.letter_on,
        scan_kind=kind_of_scan(fields.scan),
        opened_by_id=actor.member,
        opened_on=on,
        waiting_second=waits,
    )
    if fields.vetting_note or fields.scan:
        ring = new_keys(opening.subject, [DataClass.VETTING], _readers(actor, opening, on))
        ring.write(opening, "vetting_note", fields.vetting_note)
        if fields.scan:
            opening.scan = ring.seal(fields.scan, opening.subject, DataClass.VETTING, SCAN_PLACE)
    opening.save()
    return opening


def _readers(actor: Actor, opening: Opening, on: date) -> list[Recipient]:
    """The desks at which its administrators work: role and class keep it from their colleagues."""
    desks = {one.desk.public_id for one in administrators_of(opening.organisation_id, on)}
    return recipients(RecipientKind.DESK, desks | ({actor.desk} if actor.desk else set()))
