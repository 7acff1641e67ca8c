"""What an administrator, and whoever enters with a card, must see to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amparo.accounts.pages import AccountRow, account_rows, attacked_names
from amparo.accounts.permissions import can_manage_accounts
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.identity import cards
from amparo.kernel.ui.slots import DueItem, MenuEntry, add_due, add_menu

# In the order in which they press: filter of the list, and what its item is called.
PRESSING = ("ending", "waiting", "factorless", "letterless", "suspended")


def due_in_accounts(actor: Actor) -> list[DueItem]:
    """One line for each thing that is missing, with how many accounts lack it; never a name."""
    if not can_manage_accounts(actor):
        return []
    with reading(actor) as door:
        rows = account_rows(actor, door.on)
        attacked = attacked_names(rows)
    items = [_item(name, [row for row in rows if row.matches(name)]) for name in PRESSING]
    if attacked:
        items.insert(0, _attack(len(attacked)))
    return [item for item in items if item is not None]


def due_on_my_card(actor: Actor) -> list[DueItem]:
    """A card that runs out locks its owner out."""
    left = cards.codes_left(actor.user_id) if actor.user_id is not None else None
    if left is None or left > cards.FEW:
        return []
    about = ngettext("queda %(n)d código", "quedan %(n)d códigos", left) % {"n": left}
    return [
        DueItem(_("Su tarjeta se acaba"), about, None, reverse("accounts:card"), _("Imprimir otra"))
    ]


def _item(name: str, rows: list[AccountRow]) -> DueItem | None:
    if not rows:
        return None
    labels: dict[str, Any] = {
        "ending": _("Cuentas que terminan pronto"),
        "waiting": _("Cuentas que esperan una segunda firma"),
        "factorless": _("Cuentas sin segundo paso"),
        "letterless": _("Cuentas sin carta"),
        "suspended": _("Cuentas suspendidas"),
    }
    ends = [row.membership.until_on for row in rows if row.membership.until_on is not None]
    return DueItem(
        label=labels[name],
        about=_accounts(len(rows)),
        due_at=_end_of(min(ends)) if name == "ending" else None,
        url=f"{reverse('accounts:list')}?estado={name}",
        act=_("Ver"),
    )


def _attack(many: int) -> DueItem:
    label = _("Alguien prueba contraseñas una y otra vez")
    return DueItem(label, _accounts(many), None, reverse("accounts:list"), _("Ver"))


def _accounts(many: int) -> str:
    return ngettext("%(n)d cuenta", "%(n)d cuentas", many) % {"n": many}


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=UTC)


add_menu(
    MenuEntry(
        gettext_lazy("Cuentas"), "accounts:list", frozenset({Permission.ACCOUNT_MANAGE}), order=60
    )
)
add_due(due_in_accounts)
add_due(due_on_my_card)
