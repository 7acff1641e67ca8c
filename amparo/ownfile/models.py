"""Her own door to her file, her visits, and what she says there."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField
from amparo.ownfile.choices import ClosingReason, WordKind

LOCATOR_DIGITS = 6


class OwnDoorQuerySet(models.QuerySet["OwnDoor"]):
    def open(self) -> OwnDoorQuerySet:
        return self.filter(closed_on=None)


@classed(
    technical="id public_id locator salt verifier duress_verifier failures waits_until version",
    link="person opened_on opened_by closed_on closing_reason forced_on forced_seen",
)
class OwnDoor(models.Model):
    """One code of hers with its phrase. It exists only because she asked for it.

    ``locator`` finds it; ``verifier`` recognises the phrase, which is not stored;
    ``duress_verifier`` (empty: none) recognises the one she types when somebody makes her.
    ``forced_on``: last day on which that one was typed, until her team has seen it.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    locator = models.CharField(max_length=LOCATOR_DIGITS, unique=True)
    salt = models.BinaryField()
    verifier = models.BinaryField()
    duress_verifier = models.BinaryField(default=bytes)
    failures = models.PositiveSmallIntegerField(default=0)
    waits_until = models.DateTimeField(null=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=10, choices=ClosingReason, blank=True)
    forced_on = models.DateField(null=True)
    forced_seen = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    objects = OwnDoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="own_door_is_one_at_a_time", fields=["person"], condition=Q(closed_on=None)
            ),
            models.CheckConstraint(
                name="own_door_is_closed_for_a_reason",
                condition=Q(closed_on=None, closing_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closing_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id mark sealed_key ends_at harmless", link="door")
class Visit(models.Model):
    """One visit, found by a digest of the cookie whose other half opens ``sealed_key``.

    ``harmless``: it was opened by the phrase of danger, and shows nothing of hers.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    door = models.ForeignKey(OwnDoor, models.CASCADE, related_name="+")
    mark = models.BinaryField(unique=True)
    sealed_key = models.BinaryField(default=bytes)
    harmless = models.BooleanField(default=False)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="id public_id subject", link="person", services="kind text said_on read_on")
class OwnWord(models.Model):
    """Something she added to her file in her own words. Nothing of the file is changed by it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=WordKind)
    text = SealedField()
    said_on = models.DateField()
    read_on = models.DateField(null=True)

    class Meta:
        ordering = ["-said_on", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)
