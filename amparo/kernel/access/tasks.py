"""What the worker does about emergencies: the clock decides, this only tells who comes next."""

from __future__ import annotations

from amparo.kernel.access.emergency import escalate_overdue
from amparo.kernel.jobs.daily import daily


@daily
def hand_late_reviews_to_data_protection() -> None:
    """Openings that nobody reviewed in 72 hours go to the data-protection officers."""
    escalate_overdue()
