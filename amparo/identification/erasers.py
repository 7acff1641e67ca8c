"""What this app keeps of a person who is erased: appended codes that lead to nobody."""

from __future__ import annotations

from amparo.kernel.retention.erasing import keeps

keeps(
    "identification.StatusDecision",
    why="counted by figures; its reasons are sealed under keys that no longer exist",
)
keeps(
    "identification.Screening",
    "identification.ScreeningWaiver",
    "identification.LegalTest",
    "identification.Conversation",
    why="appended codes and days about a row that leads to nobody",
)
