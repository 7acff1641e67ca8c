"""Sealed originals: the bytes rest encrypted beside the database, their SHA-256 in it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from amparo.kernel.access.classes import classed
from amparo.kernel.vault.sealed import SealedField


@classed(technical="id public_id subject size_bytes sha256 stored_on", services="name")
class StoredFile(models.Model):
    """One original, never changed; ``sha256`` is of the clear bytes, for custody."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField(db_index=True)
    name = SealedField()
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_on = models.DateField()

    def __str__(self) -> str:
        return str(self.public_id)
