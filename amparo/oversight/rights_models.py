"""What people ask about their own data, and by when they must have an answer."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.access.classes import classed


class RightKind(models.TextChoices):
    ACCESS = "access", _("Copia de sus datos")
    CORRECTION = "correction", _("Corregir o completar")
    ERASURE = "erasure", _("Borrar su expediente")
    OBJECTION = "objection", _("Oponerse a un uso")


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("request", "Por responder")
    DONE = "done", pgettext_lazy("request", "Cumplido")
    PART = "part", _("Cumplido en parte")
    REFUSED = "refused", _("No se puede, con la razón explicada")
    WITHDRAWN = "withdrawn", _("Ella lo retiró")


class RefusalGround(models.TextChoices):
    """Why not, or not all of it; she is told it in words."""

    LEGAL_HOLD = "legal_hold", _("Una orden obliga a conservarlo")
    OTHERS = "others", _("Son datos de otras personas")
    DANGER = "danger", _("Entregarlo la pondría en peligro ahora")
    NOT_HERS = "not_hers", _("No hay datos suyos en esta institución")


@classed(
    technical="id public_id version",
    link=(
        "subject organisation kind asked_on due_on outcome ground answered_on answered_by asked_by"
    ),
)
class RightsRequest(models.Model):
    """One request. ``subject`` is her file's number: whoever answers for data protection does not
    see her name, and does not need it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField(db_index=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RightKind)
    asked_on = models.DateField()
    asked_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    ground = models.CharField(max_length=12, choices=RefusalGround, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rights_request_is_answered_by_somebody",
                condition=Q(outcome="open", answered_on=None, answered_by=None)
                | (
                    ~Q(outcome="open")
                    & Q(answered_on__isnull=False, answered_by__isnull=False)
                    & Q(answered_on__gte=F("asked_on"))
                ),
            ),
            models.CheckConstraint(
                name="rights_request_is_refused_on_a_ground",
                condition=~Q(outcome__in=["part", "refused"]) | ~Q(ground=""),
            ),
            models.UniqueConstraint(
                name="rights_request_is_open_once",
                fields=["subject", "kind"],
                condition=Q(outcome="open"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
