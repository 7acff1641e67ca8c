"""The history of every state machine: appended, never changed."""

from __future__ import annotations

from django.db import models

from amparo.kernel.access.classes import append_only, classed


@append_only()
@classed(
    technical="id subject machine",
    triage="source target reason evidence at",
    staff="actor organisation",
)
class Step(models.Model):
    """One transition of one record. ``subject``: the record's public id; ``at`` may be coarse
    where an exact instant could date a report."""

    subject = models.UUIDField()
    machine = models.CharField(max_length=30)
    source = models.CharField(max_length=30, blank=True)  # empty: the record began here
    target = models.CharField(max_length=30)
    reason = models.CharField(max_length=40, blank=True)  # a code, never words
    evidence = models.UUIDField(null=True, blank=True)
    actor = models.CharField(max_length=60)
    organisation = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["machine", "subject"], name="step_by_machine_subject")]

    def __str__(self) -> str:
        return f"{self.machine}: {self.source} → {self.target}"
