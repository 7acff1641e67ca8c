"""Institutions, their desks, and who works there."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.access.classes import classed
from amparo.kernel.access.permissions import Role


class Domain(models.TextChoices):
    """Services and justice stand on two sides of a wall; intake and neutral bodies on neither."""

    SERVICES = "services", _("Servicios")
    JUSTICE = "justice", _("Justicia")
    OVERSIGHT = "oversight", _("Control")
    INTAKE = "intake", _("Recepción")
    NEUTRAL = "neutral", pgettext_lazy("domain", "Neutral")


class Level(models.TextChoices):
    NATIONAL = "national", pgettext_lazy("level", "Nacional")
    SUBNATIONAL = "subnational", _("Subnacional")
    REGIONAL = "regional", pgettext_lazy("level", "Regional")


@classed(
    technical="id public_id",
    staff="code name kind country level area parent domain deciding_body approval_desk",
)
class Organisation(models.Model):
    """An institution that takes part; ``kind`` is a code of the institution kinds list."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    level = models.CharField(max_length=12, choices=Level, default=Level.NATIONAL)
    area = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    domain = models.CharField(max_length=10, choices=Domain)
    # How its decisions are counted: a code of the deciding bodies list, empty when it decides none.
    deciding_body = models.CharField(max_length=40, blank=True)
    # Where a second person approves when this institution is too small to have one.
    approval_desk = models.ForeignKey(
        "organisations.Desk", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@classed(technical="id public_id", staff="organisation name receives_reports country")
class Desk(models.Model):
    """A place of work inside an institution: referrals and shares go to desks, not to logins."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    receives_reports = models.BooleanField(default=False)
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ["organisation__name", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation.name} · {self.name}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, on: date) -> MembershipQuerySet:
        """Memberships in force that day, with active accounts."""
        return self.filter(
            Q(until_on=None) | Q(until_on__gte=on),
            since_on__lte=on,
            suspended=False,
            user__is_active=True,
        )


@classed(
    technical="id public_id",
    staff="user desk role since_on until_on suspended emergency_until review_due_at",
)
class Membership(models.Model):
    """A person's function at a desk, with its dates. What she may do comes from here."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey("identity.User", models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    suspended = models.BooleanField(default=False)
    # Kept here so that building an actor asks nothing more: until when some file is open to her by
    # an emergency, and since when a review that is hers to make is late, if it ever is.
    emergency_until = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_is_one_per_user_desk_and_role", fields=["user", "desk", "role"]
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} #{self.pk}"

    @property
    def organisation_id(self) -> int:
        return self.desk.organisation_id


@classed(technical="id kind")
class NodeMark(models.Model):
    """What this database is for, so that a folder of another kind never works on it."""

    kind = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(name="node_has_one_mark", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.kind
