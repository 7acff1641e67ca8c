"""Break-glass: one person's file opened for a few hours by somebody who does not serve her."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass, classed
from amparo.kernel.vault.sealed import SealedField

LASTS = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
# No emergency opens what belongs to her and her clinician or her lawyer, nor protected places.
NEVER = frozenset({DataClass.CLINICAL, DataClass.PRIVILEGED, DataClass.WITNESS, DataClass.SHELTER})


class EmergencyPurpose(models.TextChoices):
    """Life and safety: nothing else opens a file."""

    IMMINENT_DANGER = "imminent_danger", _("Peligro inminente para su vida o su libertad")
    MEDICAL = "medical", _("Emergencia médica")
    MISSING_CHILD = "missing_child", _("Niña, niño o adolescente que no se localiza")


class ReviewOutcome(models.TextChoices):
    JUSTIFIED = "justified", _("Estuvo justificada")
    NOT_JUSTIFIED = "not_justified", _("No estuvo justificada")


class EmergencyQuerySet(models.QuerySet["EmergencyOpening"]):
    def live_for(self, actor: Actor) -> EmergencyQuerySet:
        """Openings that give this actor access at this instant."""
        now = clock.now()
        if actor.membership_id is None:
            return self.none()
        return self.filter(membership_id=actor.membership_id, opened_at__lte=now, ends_at__gt=now)

    def unreviewed(self) -> EmergencyQuerySet:
        return self.filter(reviewed_at=None)

    def overdue(self, now: datetime) -> EmergencyQuerySet:
        """Not reviewed within 72 hours."""
        return self.unreviewed().filter(opened_at__lt=now - REVIEW_WITHIN)


@classed(
    technical="id public_id version",
    link="person team membership reviewer reviewed_by escalated_at",
    services="reason note",
    audit="purpose opened_at ends_at reviewed_at outcome reason_for_review note_for_review",
)
class EmergencyOpening(models.Model):
    """Who opened whose file, why, until when, who must review it and what she answered.

    ``person``: her public id; ``team``: who serves her. The reason is sealed twice under
    keys of this opening: for her team (``reason``) and for the data-protection officers
    (``reason_for_review``), who hold no key of hers. No ``reviewer``: it fell to them at once.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.UUIDField()
    team = models.ForeignKey("access.Team", models.PROTECT, related_name="+")
    membership = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=EmergencyPurpose)
    reason = SealedField()
    reason_for_review = SealedField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    escalated_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=ReviewOutcome, blank=True)
    note = SealedField()
    note_for_review = SealedField()
    version = models.PositiveIntegerField(default=1)
    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="emergency_ends_after_it_opens", condition=Q(ends_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="emergency_review_is_whole_or_missing",
                condition=Q(reviewed_at=None, reviewed_by=None, outcome="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="emergency_is_not_reviewed_by_its_opener",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("membership")),
            ),
        ]
        indexes = [
            models.Index(fields=["membership", "ends_at"], name="emergency_by_who_and_end"),
            models.Index(
                fields=["reviewer", "opened_at"],
                name="emergency_waiting_for_review",
                condition=Q(reviewed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def review_by(self) -> datetime:
        return self.opened_at + REVIEW_WITHIN

    @property
    def subject(self) -> UUID:
        """Its words are sealed under keys of its own, never hers."""
        return self.public_id


def emergency_subjects(actor: Actor) -> set[UUID]:
    """Whose files are open to this actor now by an emergency; asks nothing when none is."""
    if not actor.emergency:
        return set()
    return set(EmergencyOpening.objects.live_for(actor).values_list("person", flat=True))


def marks_of(actor: Actor, subjects: Collection[UUID]) -> dict[str, str]:
    """What the log adds to a row about somebody whose file is open by an emergency."""
    if not actor.emergency or not subjects:
        return {}
    live = EmergencyOpening.objects.live_for(actor).filter(person__in=subjects)
    ids = sorted(str(one) for one in live.values_list("public_id", flat=True))
    return {"emergency": " ".join(ids)} if ids else {}
