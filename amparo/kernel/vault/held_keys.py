"""What the people of a desk or a team hold themselves: the pairs that open report words, clinical
notes and what is said to a lawyer.

The private half of such a pair is kept only as ciphertext: sealed once to each member's own public
key, whose private half opens with her passphrase. Whoever has database, disk and root key has none.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from amparo.kernel.access.classes import DataClass, classed

# The classes that a desk's people may take into their own hands.
MEMBER_SEALED = (DataClass.REPORT, DataClass.CLINICAL, DataClass.PRIVILEGED)


@classed(technical="id", staff="desk on since_on needed")
class HeldDesk(models.Model):
    """A desk whose people chose to hold these keys. No row: the node's root key holds them.

    ``on``: new pairs are made; off, pairs that are left wait to be given back by whoever opens
    them. ``needed``: how many trustees together let somebody in again; None, recovery is off.
    """

    desk = models.OneToOneField("organisations.Desk", models.PROTECT, related_name="+")
    on = models.BooleanField(default=True)
    since_on = models.DateField()
    needed = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="held_desk_needs_two_trustees_or_none",
                condition=Q(needed=None) | Q(needed__gte=2),
            )
        ]

    def __str__(self) -> str:
        return f"held desk {self.desk_id}"


@classed(technical="id recipient data_class", staff="desk renew_since")
class HeldKey(models.Model):
    """One pair of one class. ``renew_since``: somebody who held it left; it awaits a new pair."""

    recipient = models.OneToOneField("vault.Recipient", models.PROTECT, related_name="+")
    desk = models.ForeignKey(HeldDesk, models.PROTECT, related_name="+")
    data_class = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in MEMBER_SEALED]
    )
    renew_since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.data_class} {self.recipient_id}"


@classed(technical="id sealed_private", staff="key member since_on")
class MemberHold(models.Model):
    """The pair's private half, sealed to one member's own public key."""

    key = models.ForeignKey(HeldKey, models.PROTECT, related_name="+")
    member = models.ForeignKey("vault.Recipient", models.PROTECT, related_name="+")
    sealed_private = models.BinaryField()
    since_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="member_hold_is_one_per_key_and_member", fields=["key", "member"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_id}:{self.member_id}"


@classed(technical="id", staff="desk member")
class Trustee(models.Model):
    """Somebody of the institution named to help recover a desk's keys, with others."""

    desk = models.ForeignKey(HeldDesk, models.PROTECT, related_name="+")
    member = models.ForeignKey("vault.Recipient", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trustee_is_named_once", fields=["desk", "member"])
        ]

    def __str__(self) -> str:
        return f"{self.desk_id}:{self.member_id}"


@classed(technical="id number sealed_share", staff="key member")
class RecoveryShare(models.Model):
    """One trustee's part of a private half, sealed to her own public key."""

    key = models.ForeignKey(HeldKey, models.PROTECT, related_name="+")
    member = models.ForeignKey("vault.Recipient", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    sealed_share = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_share_is_numbered", fields=["key", "number"]),
            models.UniqueConstraint(
                name="recovery_share_is_one_per_trustee", fields=["key", "member"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id}:{self.number}"


@classed(technical="id public_id", staff="desk member asked_on done_on")
class Recovery(models.Model):
    """A member of the desk who asks its trustees to let her in, since no colleague can."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    desk = models.ForeignKey(HeldDesk, models.PROTECT, related_name="+")
    member = models.ForeignKey("vault.Recipient", models.PROTECT, related_name="+")
    asked_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_is_asked_once_at_a_time",
                fields=["desk", "member"],
                condition=Q(done_on=None),
            ),
            models.CheckConstraint(
                name="recovery_ends_after_it_was_asked",
                condition=Q(done_on=None) | Q(done_on__gte=F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id number sealed_share", staff="recovery key supported_on")
class RecoverySupport(models.Model):
    """One trustee's part of one key, sealed again to whoever asked."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="+")
    key = models.ForeignKey(HeldKey, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    sealed_share = models.BinaryField()
    supported_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_support_counts_once", fields=["recovery", "key", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.recovery_id}:{self.key_id}:{self.number}"
