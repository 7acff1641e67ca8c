"""Two people for what one alone must not do."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField

LASTS = timedelta(hours=24)


class ApprovalKind(models.TextChoices):
    """Acts that need a second person."""

    BULK_EXPORT = "bulk_export", _("Exportar o leer a muchas personas en un día")
    ERASURE = "erasure", _("Borrar a una persona, sin vuelta atrás")
    SHELTER_ADDRESS = "shelter_address", _("Ver la dirección de un lugar protegido")
    WITNESS_IDENTITY = "witness_identity", _("Ver quién es un testigo protegido")


class ApprovalAnswer(models.TextChoices):
    OPEN = "open", _("Sin respuesta todavía")
    GIVEN = "given", _("Aprobado")
    REFUSED = "refused", _("No aprobado")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def in_force(
        self, actor: Actor, kind: ApprovalKind, now: datetime, *, about: UUID | None = None
    ) -> ApprovalQuerySet:
        """What a second person approved for this actor, of one kind, about one thing."""
        if actor.membership_id is None:
            return self.none()
        return self.filter(
            asked_by_id=actor.membership_id,
            kind=kind,
            about=about,
            answer=ApprovalAnswer.GIVEN,
            expires_at__gt=now,
        )


@classed(
    technical="id public_id version",
    link="about persons asked_by answered_by",
    services="reason",
    audit="kind asked_at expires_at answer answered_at",
)
class Approval(models.Model):
    """One request and its answer. ``about``: the record's public id, or None for a whole scope, of
    which ``persons`` says how many at most. The reason is sealed under keys of the request."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=ApprovalKind)
    about = models.UUIDField(null=True, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)
    reason = SealedField()
    asked_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=ApprovalAnswer, default=ApprovalAnswer.OPEN)
    answered_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="approval_needs_a_second_person",
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_answer_says_who_and_when",
                condition=Q(answer=ApprovalAnswer.OPEN, answered_by=None, answered_at=None)
                | ~Q(answer=ApprovalAnswer.OPEN)
                & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["asked_by", "kind"], name="approval_by_asker_and_kind")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        return self.public_id
