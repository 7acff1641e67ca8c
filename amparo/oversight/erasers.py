"""What stays of a person who is erased: that she asked, that a breach touched her file."""

from __future__ import annotations

from amparo.kernel.retention.erasing import keeps

keeps(
    "oversight.RightsRequest",
    "oversight.BreachPerson",
    why="that she asked and was answered, under a number that leads to nobody",
)
