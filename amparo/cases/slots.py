"""What this app puts into the staff pages of others: its menu entries and what is due."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amparo.cases import protection_slots
from amparo.cases.due import due_in_cases
from amparo.kernel.access.permissions import Permission
from amparo.kernel.ui.slots import MenuEntry, add_due, add_menu

add_menu(MenuEntry(_("Casos"), "cases:list", frozenset({Permission.CASE_READ}), order=30))
add_menu(MenuEntry(_("Grupo"), "cases:sitting_new", frozenset({Permission.PERSON_OPEN}), order=35))
add_menu(
    MenuEntry(
        _("Coincidencias"), "cases:custody", frozenset({Permission.REGISTRY_RECONCILE}), order=36
    )
)
add_due(due_in_cases)
protection_slots.fill()
