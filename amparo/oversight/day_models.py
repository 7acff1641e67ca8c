"""What somebody who watches the log found out about one account's day."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.classes import append_only, classed
from amparo.kernel.vault.sealed import SealedField


class DayOutcome(models.TextChoices):
    EXPLAINED = "explained", _("Tiene explicación en el trabajo")
    RAISED = "raised", _("Se habló con su institución")
    DISMISSED = "dismissed", _("No hacía falta mirar")


@append_only()
@classed(
    technical="id public_id",
    audit="account on outcome note looked_at",
    link="organisation looked_by",
)
class DayReview(models.Model):
    """One look at one account's day; a later look is another row. The note is sealed for the
    desks of the institution that looked."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.UUIDField()
    on = models.DateField()
    outcome = models.CharField(max_length=9, choices=DayOutcome)
    note = SealedField()
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    looked_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ["-looked_at", "-pk"]
        indexes = [models.Index(fields=["account", "on"], name="day_review_by_day")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Sealed under keys of its own."""
        return self.public_id
