"""A report (*aviso*), its mailbox, whom it mentions, and who must not see it.

Keys are random UUIDs everywhere: nothing here can be counted or put in order of arrival from
outside. Nothing says from where, with what or by whom a report was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from amparo.kernel.access.classes import append_only, classed
from amparo.kernel.vault.sealed import SealedField
from amparo.reports.choices import (
    Channel,
    ClosingReason,
    Counted,
    Danger,
    MentionedAs,
    Side,
)
from amparo.reports.querysets import ReportQuerySet
from amparo.reports.receipts import LOCATOR_DIGITS, VerifierKind


@classed(
    technical="id locator salt verifier verifier_kind version",
    triage=(
        "desk country language channel state urgency weight immediate_danger asks_help modality "
        "admin1 indicators received_at due_at closing_reason closing_asked_by new_message"
    ),
    report="narrative place_text when_text",
)
class Report(models.Model):
    """What somebody told us. It is not a case and never becomes one by itself.

    ``received_at`` is exact until triage and a day (midnight UTC) afterwards, when ``due_at`` is
    emptied. ``locator`` is the part of the receipt that finds a report; ``verifier`` recognises
    the rest, which is not stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    locator = models.CharField(max_length=LOCATOR_DIGITS, unique=True)
    salt = models.BinaryField()
    verifier = models.BinaryField()
    verifier_kind = models.CharField(
        max_length=6, choices=[(kind.value, kind.value) for kind in VerifierKind]
    )
    desk = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=24)
    urgency = models.CharField(max_length=12)
    weight = models.PositiveSmallIntegerField()  # place of the urgency in its list; 0 is first
    immediate_danger = models.CharField(max_length=6, choices=Danger, blank=True)
    asks_help = models.BooleanField(default=False)  # came in by "Necesito ayuda"
    modality = models.CharField(max_length=24, blank=True)
    admin1 = models.CharField(max_length=12, blank=True)
    indicators = models.PositiveSmallIntegerField(null=True, blank=True)  # None: not looked at yet
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=16, choices=ClosingReason, blank=True)
    closing_asked_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_message = models.BooleanField(default=False)  # from the reporter, not dealt with yet
    narrative = SealedField()
    place_text = SealedField()
    when_text = SealedField()
    version = models.PositiveIntegerField(default=1)
    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["desk", "state", "weight", "due_at"], name="report_by_queue")
        ]
        constraints = [
            models.CheckConstraint(
                name="report_is_closed_for_a_reason",
                condition=~Q(state="closed") | ~Q(closing_reason=""),
            ),
            models.CheckConstraint(
                name="report_closing_is_asked_for_a_reason",
                condition=Q(closing_asked_by=None) | ~Q(closing_reason=""),
            ),
        ]

    if TYPE_CHECKING:
        desk_id: int

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> UUID:
        """Whose keys seal it: its own."""
        return self.id

    @property
    def public_id(self) -> UUID:
        return self.id

    @property
    def short(self) -> str:
        """What people say when they speak of it; only ``id`` identifies it."""
        return str(self.id)[:8].upper()


class OfReport(models.Model):
    """A record sealed with its report's keys."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        report_id: UUID

    @property
    def subject(self) -> UUID:
        return self.report_id


@classed(technical="id", triage="report side number sent_on", report="text")
class Message(OfReport):
    """One message of the mailbox. It carries a day, never an hour."""

    side = models.CharField(max_length=8, choices=Side)
    number = models.PositiveIntegerField()
    sent_on = models.DateField()
    text = SealedField()

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                name="message_has_its_own_place_in_the_thread", fields=["report", "number"]
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="id", triage="report role", report="alias details")
class MentionedPerson(OfReport):
    """Somebody a report speaks of. Not a file, in no figure, found by no search."""

    role = models.CharField(max_length=20, choices=MentionedAs)
    alias = SealedField()
    details = SealedField()

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="id", triage="report token")
class ReportToken(models.Model):
    """A telephone, plate, page or account of a report that can be compared and not read back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["token"], name="report_token_by_token")]
        constraints = [
            models.UniqueConstraint(name="report_token_is_kept_once", fields=["report", "token"])
        ]

    def __str__(self) -> str:
        return str(self.pk)


@append_only()
@classed(technical="id", triage="report organisation membership")
class Exclusion(models.Model):
    """Somebody, or a whole institution, for whom this report does not exist. Never lifted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    membership = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_names_a_person_or_an_institution",
                condition=Q(organisation__isnull=True, membership__isnull=False)
                | Q(organisation__isnull=False, membership__isnull=True),
            ),
            models.UniqueConstraint(
                name="exclusion_of_an_institution_is_said_once",
                fields=["report", "organisation"],
                condition=Q(membership=None),
            ),
            models.UniqueConstraint(
                name="exclusion_of_a_person_is_said_once",
                fields=["report", "membership"],
                condition=Q(organisation=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="id day channel what total")
class DailyCount(models.Model):
    """How often something happened on a day: all that is kept of who came to the public side."""

    day = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    what = models.CharField(max_length=20, choices=Counted)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="daily_count_is_one_per_day_channel_and_thing",
                fields=["day", "channel", "what"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.what}"
