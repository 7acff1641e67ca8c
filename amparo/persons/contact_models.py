"""Justice asks to reach somebody; the asker never learns whether she is known here."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField
from amparo.persons.choices import AskedThrough, ContactAnswer, HearingAbout
from amparo.persons.contact_querysets import ContactRequestQuerySet


@classed(
    technical="id public_id version",
    link=(
        "code person about words happens_on desk asked_by asked_at due_at answer asked_through "
        "answered_by answered_at final_until reply"
    ),
)
class ContactRequest(models.Model):
    """One request, to whoever is known by a code that her lawyer gave. No ``person``: nobody is,
    or it may not be passed on; the asker sees the same either way.

    ``due_at``: when the asker is told that there was no answer. ``final_until``: until when a no
    stands, and new requests are not passed on.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40)
    person = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=12, choices=HearingAbout)
    words = SealedField()
    happens_on = models.DateField(null=True, blank=True)
    desk = models.ForeignKey("organisations.Desk", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("organisations.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=ContactAnswer, default=ContactAnswer.OPEN)
    asked_through = models.CharField(max_length=12, choices=AskedThrough, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Membership", models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    final_until = models.DateField(null=True, blank=True)
    reply = SealedField()
    version = models.PositiveIntegerField(default=1)
    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_request_is_answered_by_somebody",
                condition=Q(answer=ContactAnswer.OPEN, answered_at=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, person__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def subject(self) -> UUID:
        return self.public_id
