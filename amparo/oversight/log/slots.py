"""What the log puts into the staff pages: its menu entry, days to look at, and late sealing."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.sealing import seal_state
from amparo.kernel.ui.slots import DueItem, MenuEntry, add_due, add_menu
from amparo.oversight.log.services import can_read_log, looks_at
from amparo.oversight.log.unusual import unusual_days


def due_in_log(actor: Actor) -> list[DueItem]:
    """One line when sealing is late, and one while there are days that nobody looked at."""
    if not can_read_log(actor):
        return []
    return [*_late_sealing(), *_days(actor)]


def _late_sealing() -> list[DueItem]:
    state = seal_state()
    if not state.alerts:
        return []
    about = _("Nada se puede exportar") if state.stops_exports else _("Avise a quien administra")
    label = _("El registro de lecturas lleva demasiado tiempo sin sellarse")
    return [DueItem(label, about, state.sealed_at, reverse("log:seals"), _("Ver"))]


def _days(actor: Actor) -> list[DueItem]:
    with reading(actor) as door:
        days = unusual_days(door.on)
        looks = looks_at(actor, [day.account for day in days], door.on)
    waiting = [day for day in days if (day.account, day.on) not in looks]
    if not waiting:
        return []
    about = _("%(n)d días") % {"n": len(waiting)} if len(waiting) > 1 else _("un día")
    label = _("Lecturas fuera de lo usual, por mirar")
    return [DueItem(label, about, None, reverse("log:days"), _("Ver"))]


add_menu(
    MenuEntry(gettext_lazy("Registro"), "log:list", frozenset({Permission.AUDIT_READ}), order=60)
)
add_due(due_in_log)
