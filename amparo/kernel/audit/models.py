"""One row per change and per reading of a person's data; never changed, never deleted."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from amparo.kernel.access.classes import classed


@classed(
    technical="id leaf",
    audit="at actor organisation desk role purpose operator verb kind fields details",
)
class AuditRow(models.Model):
    """Who did or read what, when and why. ``leaf`` is what will be sealed; the columns are for
    finding rows and must equal it (`services.leaf_of`)."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    organisation = models.UUIDField(null=True)
    desk = models.UUIDField(null=True)
    role = models.CharField(max_length=24, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    operator = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=30)
    kind = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    leaf = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["verb", "at"], name="audit_by_verb_and_time")]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


@classed(technical="id", audit="row pseudonym")
class AuditSubject(models.Model):
    """One person (or report) that a row speaks of, by pseudonym."""

    row = models.ForeignKey(AuditRow, models.PROTECT, related_name="+")
    pseudonym = models.UUIDField(db_index=True)

    def __str__(self) -> str:
        return str(self.pseudonym)


@classed(technical="id", link="subject pseudonym")
class Pseudonym(models.Model):
    """The only link from a person to her audit rows; erasing it leaves the log whole."""

    subject = models.UUIDField(unique=True)
    pseudonym = models.UUIDField(default=uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return str(self.pseudonym)
