"""A legal basis that is not her consent: orders and mandatory reports, and what she was told."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.choices import Explained, NoticePolicy, OrderKind, OrderPurpose
from amparo.persons.order_querysets import LegalOrderQuerySet

RECEIVED, DELIVERED = "received", "delivered"


@classed(
    technical="id public_id",
    link="person country told_on explained by",
)
class MandatoryNotice(models.Model):
    """Before she spoke she was told what must be reported; the rules of one country, one day."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    told_on = models.DateField()
    explained = models.CharField(max_length=20, choices=Explained)
    by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-told_on", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(
    technical="id public_id version",
    link=(
        "person kind authority reference purpose fields delivered desk receiver state received_on "
        "counsel_by counsel_on expires_on notice notice_on told_on rule document received_by "
        "delivered_by delivered_on"
    ),
)
class LegalOrder(models.Model):
    """An order or a mandatory report about one person, handled at a desk step by step.

    ``desk`` handles it, ``receiver`` is where what is delivered goes. ``fields`` are the parts it
    names, ``delivered`` those handed over: never more. ``counsel_by``: until when her lawyer may
    answer. ``rule``: the notice she was given before she spoke, for a mandatory report.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OrderKind)
    authority = SealedField()
    reference = SealedField()
    purpose = models.CharField(max_length=20, choices=OrderPurpose)
    fields = models.JSONField(default=list)
    delivered = models.JSONField(default=list)
    desk = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=RECEIVED)
    received_on = models.DateField()
    counsel_by = models.DateField()
    counsel_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    notice = models.CharField(max_length=20, choices=NoticePolicy)
    notice_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    rule = models.ForeignKey(MandatoryNotice, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    received_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    delivered_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    delivered_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = LegalOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_order_ends_after_it_arrives",
                condition=Q(expires_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="legal_order_delivered_says_when",
                condition=~Q(state=DELIVERED)
                | Q(delivered_on__isnull=False, delivered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        """Its words are sealed under keys of its own: the desk that handles it has none of hers."""
        return self.public_id
