"""Slots that upstream pages render and downstream apps fill: menu, what is due, panels, search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission


@dataclass(frozen=True)
class MenuEntry:
    """One link of the staff menu, shown to whoever holds one of the permissions."""

    label: Any
    view: str
    permissions: frozenset[Permission]
    order: int = 50


@dataclass(frozen=True)
class DueItem:
    """Something to do: what, about what (never a name), until when, and where it is done."""

    label: Any
    about: str
    due_at: datetime | None
    url: str
    act: Any  # the button's word
    waits: Any = ""  # who waits for it


@dataclass(frozen=True)
class Panel:
    """A part of an upstream record's page that a downstream app fills."""

    title: Any
    template: str
    context: dict[str, Any]
    order: int = 50


DueProvider = Callable[[Actor], list[DueItem]]
PanelProvider = Callable[[Actor, UUID], Panel | None]
_menu: list[MenuEntry] = []
_due: list[DueProvider] = []
_panels: dict[str, list[PanelProvider]] = defaultdict(list)


def add_menu(entry: MenuEntry) -> None:
    if entry not in _menu:
        _menu.append(entry)


def add_due(provider: DueProvider) -> None:
    if provider not in _due:
        _due.append(provider)


def add_panel(page: str, provider: PanelProvider) -> None:
    """Fill a panel of the page named ``page`` (e.g. "case") for one record's public id."""
    if provider not in _panels[page]:
        _panels[page].append(provider)


def menu_for(request: HttpRequest) -> list[tuple[Any, str, bool]]:
    """Label, address and whether it is the current page, in order."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.membership_id is None:
        return []
    shown = [entry for entry in _menu if entry.permissions & actor.granted or not entry.permissions]
    entries = sorted(shown, key=lambda entry: entry.order)
    return [
        (entry.label, url, request.path.startswith(url))
        for entry, url in ((entry, reverse(entry.view)) for entry in entries)
    ]


def due_for(actor: Actor) -> list[DueItem]:
    """Everything due to this actor, the earliest first, undated last."""
    items = [item for provider in _due for item in provider(actor)]
    return sorted(items, key=lambda item: (item.due_at is None, item.due_at, item.about))


def panels_for(page: str, actor: Actor, record: UUID) -> list[Panel]:
    found = [panel for p in _panels[page] if (panel := p(actor, record)) is not None]
    return sorted(found, key=lambda panel: panel.order)
