"""The letter behind each account, and closings of many accounts in one act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from amparo.accounts.choices import ClosingReason, RowState, State, WhyKept
from amparo.accounts.querysets import OpeningQuerySet
from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField

if TYPE_CHECKING:
    from amparo.kernel.organisations.models import Membership


@classed(
    technical="id public_id version scan_kind",
    staff=(
        "membership organisation letter_number letter_on opened_by opened_on approved_by "
        "waiting_second closed_on closed_by closing_reason successor"
    ),
    vetting="vetting_note scan",
)
class Opening(models.Model):
    """One account's function at a desk: on which letter it was opened, and how it ended."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.OneToOneField("organisations.Membership", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    letter_number = models.CharField(max_length=60)
    letter_on = models.DateField()
    scan = SealedField()
    scan_kind = models.CharField(max_length=4, blank=True)  # pdf, jpg or png
    vetting_note = SealedField()
    opened_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    # A second administrator signs for a new one, where there is a second.
    waiting_second = models.BooleanField(default=False)
    approved_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    closing_reason = models.CharField(max_length=12, choices=ClosingReason, blank=True)
    successor = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="opening_closed_has_date_who_and_reason",
                condition=Q(closed_on=None, closed_by=None, closing_reason="")
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(closing_reason="")),
            ),
            models.CheckConstraint(
                name="opening_is_not_signed_twice_by_one",
                condition=Q(approved_by=None) | ~Q(approved_by=F("opened_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Whose keys seal the vetting note and the letter: this opening alone."""
        return self.public_id


@classed(
    technical="id public_id", staff="organisation made_by reason made_on confirmed_at finished_at"
)
class BulkClosing(models.Model):
    """Many accounts closed in one act: chosen, shown, confirmed, then done one by one."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=ClosingReason)
    made_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id", staff="closing membership successor state why done_at")
class BulkRow(models.Model):
    """One account of a closing in bulk; ``successor`` receives the teams it leads."""

    closing = models.ForeignKey(BulkClosing, models.PROTECT, related_name="+")
    membership = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    successor = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    why = models.CharField(max_length=16, choices=WhyKept, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="account_is_once_in_a_closing", fields=["closing", "membership"]
            ),
            models.CheckConstraint(
                name="successor_does_not_succeed_herself",
                condition=Q(successor=None) | ~Q(successor=F("membership")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id}:{self.membership_id}"


def state_of(membership: Membership, opening: Opening | None, on: date) -> State:
    """How an account's function stands on that day."""
    if opening is not None and opening.closed_on is not None:
        return State.CLOSED
    if opening is not None and opening.waiting_second:
        return State.WAITING
    if membership.suspended or not membership.user.is_active:
        return State.SUSPENDED
    if membership.until_on is not None and membership.until_on < on:
        return State.ENDED
    return State.COMING if membership.since_on > on else State.LIVE
