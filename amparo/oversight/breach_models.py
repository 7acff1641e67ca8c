"""When data went where it should not: what happened, whom it touches, who looks after each."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField


class BreachKind(models.TextChoices):
    LOST_DEVICE = "lost_device", _("Equipo, memoria o papel perdido o robado")
    WRONG_HANDS = "wrong_hands", _("Se entregó o se mostró a quien no debía")
    READ_INSIDE = "read_inside", _("Alguien de adentro leyó sin motivo")
    BROKEN_IN = "broken_in", _("Alguien entró al sistema")
    PUBLISHED = "published", _("Se publicó o llegó a la prensa")
    LOST = "lost", _("Se perdieron datos")
    OTHER = "other", pgettext_lazy("breach", "Otra cosa")


class ToldHow(models.TextChoices):
    IN_PERSON = "in_person", _("En persona")
    BY_PHONE = "by_phone", _("Por teléfono, como ella pidió")
    THROUGH = "through", _("Por la persona que ella eligió")
    NOT_SAFE = "not_safe", _("Todavía no: avisarle ahora la pondría en peligro")


@classed(
    technical="id public_id version",
    link="organisation recorded_by",
    audit="kind happened_on known_at notify_by notified_at closed_on words measures",
)
class Breach(models.Model):
    """One breach of the institution. Its words are sealed for those who answer for data
    protection there, and name nobody."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=BreachKind)
    happened_on = models.DateField(null=True, blank=True)
    known_at = models.DateTimeField()
    notify_by = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    words = SealedField()
    measures = SealedField()
    recorded_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-known_at", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Sealed under keys of its own."""
        return self.public_id


@classed(
    technical="id public_id version",
    link="breach subject organisation reassessed_on reassessed_by tells told_on told_how",
)
class BreachPerson(models.Model):
    """One person whom a breach touches, by her file's number. Her own team does the rest: first
    her safety is looked at again, then somebody whom she trusts tells her."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="+")
    subject = models.UUIDField(db_index=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    reassessed_on = models.DateField(null=True, blank=True)
    reassessed_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    tells = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=10, choices=ToldHow, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="breach_names_a_person_once", fields=["breach", "subject"]
            ),
            models.CheckConstraint(
                name="breach_person_is_told_after_her_safety_is_looked_at",
                condition=Q(told_on=None) | (Q(reassessed_on__isnull=False) & ~Q(told_how="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
