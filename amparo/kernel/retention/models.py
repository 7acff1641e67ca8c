"""Who was erased, what may not be erased yet, and what has been kept long enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField


@classed(technical="id digest erased_on")
class Tombstone(models.Model):
    """Somebody was erased here. The digest recognises her file in an old backup; it leads to
    nobody by itself."""

    digest = models.BinaryField(max_length=32, unique=True)
    erased_on = models.DateField()

    def __str__(self) -> str:
        return str(self.pk)


class HoldScope(models.TextChoices):
    ALL = "all", _("Todo el expediente")
    FILES = "files", _("Los archivos originales")
    REPORT = "report", _("El aviso y su buzón")


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def live(self, on: date) -> LegalHoldQuerySet:
        """Those in force on that day; an order without an end holds until it is lifted."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), since_on__lte=on, lifted_on=None)

    def over(self, subjects: Iterable[UUID], *, on: date) -> LegalHoldQuerySet:
        return self.live(on).filter(about__in=list(subjects))


@classed(
    technical="id public_id version",
    link="about organisation scope since_on until_on placed_by lifted_on lifted_by",
    audit="order",
)
class LegalHold(models.Model):
    """An order by which something may not be erased. ``about``: number of the file or report.

    ``order``, its number and authority, is sealed for data protection of the institution, under
    keys of the order itself: it must outlive those of whom it is about.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    about = models.UUIDField(db_index=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    order = SealedField()
    scope = models.CharField(max_length=8, choices=HoldScope, default=HoldScope.ALL)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    placed_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-since_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_hold_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
            models.CheckConstraint(
                name="legal_hold_is_lifted_by_somebody",
                condition=Q(lifted_on=None, lifted_by=None)
                | Q(lifted_on__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Sealed under keys of its own."""
        return self.public_id


class ExpiryState(models.TextChoices):
    OPEN = "open", pgettext_lazy("expiry", "Por revisar")
    ERASED = "erased", pgettext_lazy("expiry", "Borrado")
    KEPT = "kept", pgettext_lazy("expiry", "Se conserva")


@classed(
    technical="id public_id version",
    link="kind about organisation due_on state decided_on decided_by kept_until",
    audit="reason",
)
class Expiry(models.Model):
    """Something whose term ran out. The machine proposes; a named person decides. ``about``: number
    of the file or report. The reason for keeping it is sealed as the order of a hold is."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    about = models.UUIDField()
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=ExpiryState, default=ExpiryState.OPEN)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    reason = SealedField()
    kept_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="expiry_is_proposed_once_at_a_time",
                fields=["kind", "about"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="expiry_is_decided_by_somebody",
                condition=Q(state="open", decided_on=None)
                | (~Q(state="open") & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="expiry_that_is_kept_has_reason_and_term",
                condition=~Q(state="kept") | (~Q(reason=b"") & Q(kept_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Sealed under keys of its own."""
        return self.public_id
