"""The person in the vault, what she allows, and what is shared because of it."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from amparo.kernel.access.classes import classed
from amparo.kernel.ui.partial_dates import MAX_LENGTH
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.choices import (
    AgeGroup,
    Basis,
    ConsentPurpose,
    Explained,
    GivenBy,
    MayContact,
    Source,
    WitnessedBy,
)
from amparo.persons.contact_models import ContactRequest
from amparo.persons.exclusion_models import Exclusion, Protection, Representative
from amparo.persons.hidden_models import HiddenPart
from amparo.persons.order_models import LegalOrder, MandatoryNotice
from amparo.persons.querysets import (
    ConsentQuerySet,
    GroupQuerySet,
    PersonQuerySet,
    PossibleDuplicateQuerySet,
    ShareQuerySet,
)

__all__ = [
    "ContactRequest",
    "Exclusion",
    "HiddenPart",
    "LegalOrder",
    "MandatoryNotice",
    "Protection",
    "Representative",
]

NOT_ASKED = "not_asked"
PARTIAL_DATE = MAX_LENGTH


def _coded() -> models.CharField[str, str]:
    return models.CharField(max_length=40, default=NOT_ASKED)


@classed(
    technical="id public_id version",
    link="team merged_into group card",
    services="code_name basis basis_note opened_on opened_by source source_note language",
    identity="name known_as birth document",
    location="may_contact contact_channels contact_hours contact_note address",
    statistic=(
        "age_group sex gender nationalities skin_colour ethnicity education income residence "
        "disability age_band"
    ),
    migration="migration_words",
)
class Person(models.Model):
    """One person with whom there was contact; everything but four answers may stay unknown.

    ``nationalities``: alpha-2 codes. ``residence``: ISO 3166-2 or a way of not knowing.
    Coded variables take codes of `reference/codes/`, with unknown, not_asked and declined apart.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    team = models.ForeignKey("access.Team", models.PROTECT, related_name="+")
    code_name = models.CharField(max_length=40, unique=True)
    age_group = models.CharField(max_length=10, choices=AgeGroup)
    basis = models.CharField(max_length=20, choices=Basis)
    basis_note = SealedField()
    may_contact = models.CharField(max_length=14, choices=MayContact)
    contact_channels = models.JSONField(default=list)
    contact_hours = models.JSONField(default=list)
    contact_note = SealedField()
    address = SealedField()
    name = SealedField()
    known_as = SealedField()
    birth = SealedField()
    document = SealedField()
    language = models.CharField(max_length=12, blank=True)
    sex = _coded()
    gender = _coded()
    nationalities = models.JSONField(default=list)
    skin_colour = _coded()
    ethnicity = _coded()
    education = _coded()
    income = _coded()
    residence = _coded()
    disability = _coded()
    age_band = _coded()
    migration_words = SealedField()  # band and exact status; written and read by legal aid alone
    source = models.CharField(max_length=8, choices=Source, default=Source.OWN)
    source_note = models.CharField(max_length=120, blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    group = models.ForeignKey("persons.GroupIntake", models.PROTECT, null=True, related_name="+")
    card = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="person_holds_one_card_per_group", fields=["group", "card"]
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_herself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-opened_on", "-id"], name="person_by_team"),
            # Partial: an index in which nearly every row is NULL draws the planner away from teams.
            models.Index(
                fields=["merged_into"],
                name="person_by_file_joined_to",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code_name

    @property
    def subject(self) -> UUID:
        return self.public_id


def _random_key() -> int:
    return secrets.randbelow(2**62) + 1


@classed(technical="id digest", statistic="band")
class MigrationBand(models.Model):
    """Guideline 117's migration variable, kept away from her file: a keyed digest that only this
    node computes, no key to her row, and a number of its own that shows no order of arrival."""

    id = models.BigIntegerField(primary_key=True, default=_random_key, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    band = models.CharField(max_length=40)

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="id public_id", link="team opened_by", services="place opened_on cards")
class GroupIntake(models.Model):
    """Many people registered in one sitting, each with a numbered card."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    team = models.ForeignKey("access.Team", models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, blank=True)  # ISO 3166-2 or country, never an address
    cards = models.PositiveIntegerField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    objects = GroupQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id",
    link=(
        "person purpose desk fields given_on expires_on given_by explained language text_version "
        "evidence witnessed_by withdrawn_at recorded_by"
    ),
)
class Consent(models.Model):
    """What she allowed: purpose, desk, parts of the file, until when and how it was explained."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    desk = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    given_on = models.DateField()
    expires_on = models.DateField()
    given_by = models.CharField(max_length=20, choices=GivenBy)
    explained = models.CharField(max_length=20, choices=Explained)
    language = models.CharField(max_length=12)
    text_version = models.CharField(max_length=20)
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    witnessed_by = models.CharField(max_length=20, choices=WitnessedBy, default=WitnessedBy.NOBODY)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_is_given", condition=Q(expires_on__gte=F("given_on"))
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id public_id", link="person consent order desk started_on ended_on started_by")
class Share(models.Model):
    """A consent, or a legal order, put to use: the desk sees its fields while it lives."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(LegalOrder, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    started_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="share_is_one_per_consent_at_a_time",
                fields=["consent"],
                condition=Q(ended_on=None),
            ),
            models.UniqueConstraint(name="share_is_one_per_order", fields=["order"]),
            models.CheckConstraint(
                name="share_rests_on_a_consent_or_an_order",
                condition=Q(consent__isnull=False, order=None)
                | Q(consent=None, order__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def fields(self) -> list[str]:
        """The parts it opens: those she allowed, or those delivered under the order."""
        named: list[str] = self.consent.fields if self.consent else self._order().delivered
        return named

    @property
    def expires_on(self) -> date:
        return self.consent.expires_on if self.consent else self._order().expires_on

    def _order(self) -> LegalOrder:
        if self.order is None:
            raise ValueError("a share rests on a consent or an order")
        return self.order


@classed(technical="id token", link="person organisation")
class BlindToken(models.Model):
    """One folded name token of one person, blinded. No organisation: the node-level index, which
    answers only the registry custodian."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["organisation", "token"], name="blind_token_lookup")]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.TextChoices):
    OPEN = "open", "open"
    SAME = "same", "same"
    DIFFERENT = "different", "different"


@classed(technical="id public_id", link="first second found_on answer answered_by answered_on")
class PossibleDuplicate(models.Model):
    """Two files of different institutions that may be one person; the custodian's queue."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    found_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    answered_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)
    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="possible_duplicate_is_found_once", fields=["first", "second"]
            ),
            models.CheckConstraint(
                name="possible_duplicate_is_of_two", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
