"""What was asked, what it amounts to, what was talked over with her, and who decided what.

Every row is appended and none is changed: a new answer or a new decision is a new row.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from amparo.identification.choices import SYSTEM_GROUNDS, About, Ground, Status, WaiverReason
from amparo.identification.querysets import DecisionQuerySet
from amparo.kernel.access.classes import append_only, classed
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.public import AgeGroup, Explained, GivenBy


@append_only(moves="person")
@classed(
    technical="id public_id",
    link="person by",
    facts="form form_version answers result noted_on",
)
class Screening(models.Model):
    """One time an instrument was used. ``answers``: question → code of ``screening_answer``.

    ``result``: {"outcome", "may_change", "counts": answer → number, "reinforced_by": […],
    "present": [question, …], "dimensions": {key: {"strong", "medium", "weak", "present",
    "unanswered", "positive"}}}. Units: signs.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)
    form_version = models.CharField(max_length=20)
    answers = models.JSONField()
    result = models.JSONField()
    noted_on = models.DateField()
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@append_only(moves="person")
@classed(technical="id public_id", link="person by", facts="reason noted_on")
class ScreeningWaiver(models.Model):
    """No instrument was used, for a reason of the list."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=WaiverReason)
    noted_on = models.DateField()
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@append_only(moves="person")
@classed(
    technical="id public_id",
    link="person by",
    facts=(
        "acts means purposes unsettled tagged age_group consent_claimed moved crossed_border "
        "finding noted_on"
    ),
)
class LegalTest(models.Model):
    """Act, means and purpose as known one day, and what they amount to.

    ``unsettled``: elements still to be established. ``finding``: {"conclusion": code,
    "act" | "means" | "purpose": yes, no, unknown or not_required}.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    acts = models.JSONField(default=list)
    means = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    unsettled = models.JSONField(default=list)
    tagged = models.JSONField(default=list)
    age_group = models.CharField(max_length=10, choices=AgeGroup)
    consent_claimed = models.BooleanField(null=True)
    moved = models.BooleanField(null=True)
    crossed_border = models.BooleanField(null=True)
    finding = models.JSONField()
    noted_on = models.DateField()
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id",
    link="person by about given_by explained noted_on withdrawn_on",
)
class Conversation(models.Model):
    """Something about the process that was talked over with her; leaving it withdraws her word."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=About)
    given_by = models.CharField(max_length=20, choices=GivenBy)
    explained = models.CharField(max_length=20, choices=Explained)
    noted_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@append_only(moves="person subject reasons")
@classed(
    technical="id public_id subject evidence",
    link="person organisation by",
    statistic="status deciding_body ground flags decided_on review_on recovery_until",
    facts="reasons",
)
class StatusDecision(models.Model):
    """A status, who decided it and on what ground; superseded by the next row, never changed.

    ``flags``: what the state raised that day (codes of ``status_flag``). ``recovery_until``: last
    day of the recovery and reflection period. ``evidence``: public id of a record of this file.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    status = models.CharField(max_length=18, choices=Status)
    deciding_body = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    ground = models.CharField(max_length=18, choices=Ground, blank=True)
    reasons = SealedField()
    flags = models.JSONField(default=list)
    decided_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    recovery_until = models.DateField(null=True, blank=True)
    evidence = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_is_reviewed_after_it_is_taken",
                condition=Q(review_on=None) | Q(review_on__gte=F("decided_on")),
            ),
            models.CheckConstraint(
                name="decision_opens_recovery_only_when_presumed",
                # A comparison with NULL passes a check, so presence is asked apart.
                condition=Q(
                    status="presumed",
                    recovery_until__isnull=False,
                    recovery_until__gt=F("decided_on"),
                )
                | (~Q(status="presumed") & Q(recovery_until=None)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def written_by_system(self) -> bool:
        """Written by an import or a merge, not by a step of the process."""
        return self.ground in SYSTEM_GROUNDS
