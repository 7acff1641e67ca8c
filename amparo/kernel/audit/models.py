"""One row per change and per reading of a person's data; never changed, never deleted."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from amparo.kernel.access.classes import append_only, classed


@append_only()
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
    role = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    operator = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=30)
    kind = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    leaf = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["verb", "at"], name="audit_by_verb_and_time"),
            models.Index(fields=["actor", "at"], name="audit_by_actor_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


@append_only()
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


@append_only()
@classed(audit="position row leaf_hash")
class Seal(models.Model):
    """A row's place in the tree, given once when it is sealed; rows themselves never change."""

    position = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(AuditRow, models.PROTECT, related_name="+")
    leaf_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_seal_position_not_negative", condition=models.Q(position__gte=0)
            )
        ]

    def __str__(self) -> str:
        return str(self.position)


@append_only()
@classed(technical="id", audit="level index hash")
class TreeNode(models.Model):
    """A complete subtree, kept so that a proof reads a few hundred hashes and not all of them."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_one_node_per_place", fields=["level", "index"])
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


@append_only()
@classed(audit="number node size root at previous public_key signature frontier highest_row")
class Checkpoint(models.Model):
    """The signed state of the tree. ``frontier`` lets the next one go on from here;
    ``highest_row`` tells the sealer where recent rows begin. Neither is signed: both are checked
    or harmless."""

    number = models.BigIntegerField(primary_key=True)
    node = models.CharField(max_length=40)
    size = models.BigIntegerField(unique=True)
    root = models.BinaryField()
    at = models.DateTimeField(db_index=True)
    previous = models.BinaryField()
    public_key = models.BinaryField()
    signature = models.BinaryField()
    frontier = models.BinaryField()
    highest_row = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_checkpoint_covers_a_row",
                condition=models.Q(size__gt=0, number__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.size})"

    @property
    def root_words(self) -> str:
        """The root as people compare it aloud: its first and last digits."""
        root = bytes(self.root).hex()
        return f"{root[:16]}…{root[-8:]}"
