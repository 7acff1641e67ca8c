"""What the pages leave behind is taken away."""

from __future__ import annotations

from datetime import timedelta

from amparo.kernel import clock
from amparo.kernel.jobs.daily import daily
from amparo.kernel.ui.models import Draft, OnceToken

ONCE_DAYS = 2  # a form older than a day has lost its other tokens too
DRAFT_DAYS = 30


@daily
def sweep_pages() -> None:
    """Forget old form tokens, and drafts that nobody came back to."""
    OnceToken.objects.filter(made_on__lt=clock.today() - timedelta(days=ONCE_DAYS)).delete()
    Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=DRAFT_DAYS)).delete()
