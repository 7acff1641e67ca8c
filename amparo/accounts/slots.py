"""What this app puts into the staff's pages: menu and what is due."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amparo.accounts.keyring import due_keyring
from amparo.kernel.ui.slots import MenuEntry, add_due, add_menu

add_menu(MenuEntry(_("Mi llavero"), "accounts:keyring", frozenset(), order=95))
add_due(due_keyring)
