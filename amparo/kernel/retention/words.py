"""What data protection writes about an order or a term: sealed for its own institution."""

from __future__ import annotations

from amparo.kernel.access.classes import DataClass
from amparo.kernel.organisations.models import Desk
from amparo.kernel.retention.models import Expiry, LegalHold
from amparo.kernel.vault.keyring import new_keys
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient


def seal_words(record: LegalHold | Expiry, name: str, text: str) -> None:
    """Seal ``text`` under new keys of the record, for every desk of its institution; of them, only
    whoever reads the class opens it. The caller's door holds the record's public id, and saves."""
    desks = Desk.objects.filter(organisation_id=record.organisation_id).order_by("pk")
    to = [ensure_recipient(RecipientKind.DESK, desk.public_id) for desk in desks]
    new_keys(record.subject, [DataClass.AUDIT], to).write(record, name, text)
