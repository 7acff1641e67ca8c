"""What the worker does after a consent or a share ends."""

from __future__ import annotations

from uuid import UUID

from amparo.kernel.access.doors import reading
from amparo.kernel.events.bus import ConsentWithdrawn, ShareEnded, on
from amparo.persons.models import Share
from amparo.persons.services.consents import SWEEPER, tidy_share


@on(ShareEnded)
def delete_wraps_of_share(share: str) -> None:
    tidy_share(UUID(share))


@on(ConsentWithdrawn)
def delete_wraps_of_consent(consent: str) -> None:
    with reading(SWEEPER):
        shares = Share.objects.filter(consent__public_id=UUID(consent))
        found = list(shares.values_list("public_id", flat=True))
    for share in found:
        tidy_share(share)
