"""What a person must do now, in the order in which it presses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from amparo.kernel.ui.slots import DueItem


@dataclass(frozen=True)
class DueGroup:
    """One heading of the list: late, due today, or coming."""

    name: str  # "late", "today" or "coming"
    title: Any
    items: list[DueItem]


def grouped(items: list[DueItem], now: datetime, zone: ZoneInfo) -> list[DueGroup]:
    """The groups that are not empty; "today" ends at midnight in ``zone``, undated items come."""
    found: dict[str, list[DueItem]] = {"late": [], "today": [], "coming": []}
    for item in items:
        found[_group_of(item.due_at, now, zone)].append(item)
    titles = {"late": _("Tarde"), "today": _("Hoy"), "coming": _("Más adelante")}
    return [DueGroup(name, titles[name], listed) for name, listed in found.items() if listed]


def _group_of(due_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if due_at is None:
        return "coming"
    if due_at <= now:
        return "late"
    same_day = due_at.astimezone(zone).date() == now.astimezone(zone).date()
    return "today" if same_day else "coming"
