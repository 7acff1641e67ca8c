"""One case per person: what happened, what she needs, what was agreed, what was noted."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from amparo.cases.choices import EventKind, GoalState, NeedKind, NeedState, NoteKind
from amparo.cases.querysets import CaseQuerySet
from amparo.kernel.access.classes import append_only, classed
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.public import PARTIAL_DATE


@classed(
    technical="id public_id version",
    link="person from_report",
    services="state opened_on closed_on closing_reason",
    statistic="modalities country",
)
class Case(models.Model):
    """The work with one person. Counted by her status and its deciding body, never by existing.

    ``modalities``: codes of `reference/codes/modality.csv`; empty means not determined.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.OneToOneField("persons.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=30)
    country = models.CharField(max_length=2)
    modalities = models.JSONField(default=list)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=30, blank=True)
    from_report = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_date_and_reason",
                condition=Q(closed_on=None, closing_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closing_reason="")),
            ),
            models.CheckConstraint(
                name="case_closes_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        return self.person.public_id


@classed(
    technical="id public_id subject",
    link="case",
    facts="kind happened country admin1 place acts means purposes leg narrative recorded_on",
)
class Event(models.Model):
    """Something that happened to her, where and when as far as known; ``leg`` orders a route."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=EventKind)
    happened = models.CharField(max_length=PARTIAL_DATE, blank=True)
    country = models.CharField(max_length=2, blank=True)
    admin1 = models.CharField(max_length=12, blank=True)
    place = SealedField()
    acts = models.JSONField(default=list)
    means = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    leg = models.PositiveSmallIntegerField(null=True, blank=True)
    narrative = SealedField()
    recorded_on = models.DateField()

    class Meta:
        ordering = ["leg", "happened", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id subject version", link="case", services="kind state words noted_on"
)
class Need(models.Model):
    """What she needs; declining one changes nothing else."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=NeedKind)
    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.OPEN)
    words = SealedField()
    noted_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["noted_on", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id subject version", link="case", services="words agreed_on due_on state"
)
class Goal(models.Model):
    """One goal of her plan, in her own words."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    words = SealedField()
    agreed_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.AGREED)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@append_only(moves="case subject text")
@classed(technical="id public_id subject", link="case author", services="kind text noted_on")
class Note(models.Model):
    """A note of the team; never changed, only followed by another."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    author = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind)
    text = SealedField()
    noted_on = models.DateField()

    class Meta:
        ordering = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


class ReservedNote(models.Model):
    """A note under a key of its own class, for the roles that read that class and nobody else.

    Its subject may be a file that was joined to the case's person: its key stays as it was.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    author = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    text = SealedField()
    noted_on = models.DateField()

    class Meta:
        abstract = True
        ordering = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id public_id subject", link="case author noted_on", clinical="text")
class ClinicalNote(ReservedNote):
    """What whoever treats her writes down; never changed, only followed by another."""


@classed(technical="id public_id subject", link="case author noted_on", privileged="text")
class PrivilegedNote(ReservedNote):
    """What she and her lawyer talk about. It is shared with nobody."""


@classed(
    technical="id subject key row_hash imported_on born_here superseded",
    link="case organisation imported_by event",
    identity="payload",
)
class ImportedRow(models.Model):
    """One row of an HTCDS file, sealed; its key makes a second import find it.

    Source and legal basis live on the person (legacy). ``payload``: JSON of the canonical row.
    ``event``: the one that this row tells of. A row that a later file corrects stays as history.
    """

    subject = models.UUIDField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    imported_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    row_hash = models.BinaryField(max_length=32)
    payload = SealedField()
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    born_here = models.BooleanField(default=False)  # left by an export, to be known again
    superseded = models.BooleanField(default=False)  # a later row says it otherwise
    imported_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "key"], name="imported_row_by_key")]
        constraints = [
            models.UniqueConstraint(
                name="imported_row_stands_once",
                fields=["case", "key", "row_hash"],
                condition=Q(superseded=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
