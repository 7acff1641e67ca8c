"""What closes a file whatever opens it: conflicts of interest, and the reserve of a witness."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.choices import ExclusionReason, LiftReason, RepresentativeKind
from amparo.persons.exclusion_querysets import (
    ExclusionQuerySet,
    ProtectionQuerySet,
    RepresentativeQuerySet,
)


@classed(
    technical="id public_id version",
    link=(
        "person organisation user reason since_on marked_by lift_reason lift_asked_by lifted_on "
        "lifted_by"
    ),
)
class Exclusion(models.Model):
    """An institution, with those under it, or one account that must never see a person's file.

    It holds against teams, shares, orders and emergencies, wherever the file or the account moves.
    Lifting it takes two people of her team and leaves the row.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, choices=ExclusionReason)
    since_on = models.DateField()
    marked_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    lift_reason = models.CharField(max_length=20, choices=LiftReason, blank=True)
    lift_asked_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["-since_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="exclusion_is_of_an_institution_or_an_account",
                condition=Q(organisation=None, user__isnull=False)
                | Q(organisation__isnull=False, user=None),
            ),
            models.CheckConstraint(
                name="exclusion_is_lifted_by_two",
                condition=Q(lifted_on=None, lifted_by=None)
                | (
                    Q(lifted_on__isnull=False, lifted_by__isnull=False, lift_asked_by__isnull=False)
                    & ~Q(lift_reason="")
                    & ~Q(lifted_by=F("lift_asked_by"))
                ),
            ),
            models.UniqueConstraint(
                name="exclusion_of_an_institution_stands_once",
                fields=["person", "organisation"],
                condition=Q(lifted_on=None, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="exclusion_of_an_account_stands_once",
                fields=["person", "user"],
                condition=Q(lifted_on=None, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id public_id", witness="person since_on sealed_by until_on lifted_by")
class Protection(models.Model):
    """The reserve of a witness: while it stands, her file exists only for the officers named on
    her team; for everybody else she was never registered."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    since_on = models.DateField()
    sealed_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    until_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    objects = ProtectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="protection_stands_once", fields=["person"], condition=Q(until_on=None)
            ),
            models.CheckConstraint(
                name="protection_ends_by_another_hand",
                condition=Q(until_on=None, lifted_by=None)
                | (
                    Q(until_on__isnull=False, lifted_by__isnull=False)
                    & ~Q(lifted_by=F("sealed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id version",
    link=(
        "person kind named_in_facts told consents noted_on noted_by decided_on decided_by from_on "
        "until_on ended_on"
    ),
    identity="name contact",
    services="best_interest",
)
class Representative(models.Model):
    """Who represents a child or an adolescent, once the child authority decided it.

    Noted by the team, it allows nothing. Decided, with the best interest written down, it may be
    told and may consent as the decision says, until majority at the latest. It is never an account.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=RepresentativeKind)
    name = SealedField()
    contact = SealedField()
    named_in_facts = models.BooleanField()
    noted_on = models.DateField()
    noted_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    best_interest = SealedField()
    told = models.BooleanField(default=False)
    consents = models.BooleanField(default=False)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="representative_allows_nothing_before_the_decision",
                condition=Q(decided_on__isnull=False, from_on__isnull=False, until_on__isnull=False)
                | Q(decided_on=None, told=False, consents=False, from_on=None, until_on=None),
            ),
            models.CheckConstraint(
                name="representative_ends_after_starting",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        return self.person.public_id
