"""What a page needs to lose nothing: sealed drafts, and forms that count once."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from amparo.kernel.access.classes import classed


@classed(technical="id user path sealed saved_at")
class Draft(models.Model):
    """What somebody was typing in one form; sealed under a key of this node and that account."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_is_one_per_user_and_form", fields=["user", "path"])
        ]

    def __str__(self) -> str:
        return str(self.pk)


@classed(technical="token location made_on")
class OnceToken(models.Model):
    """A form that was sent: a second press of the button leads to the first one's result."""

    token = models.UUIDField(primary_key=True, default=uuid4)
    location = models.CharField(max_length=300, blank=True)  # empty while the first is at work
    made_on = models.DateField()

    def __str__(self) -> str:
        return str(self.token)
