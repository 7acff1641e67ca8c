"""Teams: the named people who serve one person. Belonging to her organisation is not enough."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import Approval
from amparo.kernel.access.classes import classed
from amparo.kernel.access.emergency_models import EmergencyOpening

__all__ = ["Approval", "EmergencyOpening", "Team", "TeamFunction", "TeamMember"]


class TeamFunction(models.TextChoices):
    LEAD = "lead", _("Coordina")
    MEMBER = "member", _("Acompaña")


@classed(technical="id public_id", link="organisation")
class Team(models.Model):
    """Who serves one person's file; its key opens what is sealed in it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.public_id)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def serving(self, actor: Actor, on: date) -> TeamMemberQuerySet:
        """The actor's own places on teams, on that day."""
        if actor.membership_id is None:
            return self.none()
        return self.filter(membership_id=actor.membership_id).on(on)

    def on(self, day: date) -> TeamMemberQuerySet:
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), since_on__lte=day)


@classed(technical="id", link="team membership function since_on until_on")
class TeamMember(models.Model):
    """One membership's time on one team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    membership = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    function = models.CharField(max_length=8, choices=TeamFunction, default=TeamFunction.MEMBER)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="team_member_leaves_after_joining",
                condition=Q(until_on=None) | Q(until_on__gte=models.F("since_on")),
            ),
            models.UniqueConstraint(
                name="team_member_serves_once_at_a_time",
                fields=["team", "membership"],
                condition=Q(until_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}:{self.membership_id}"
