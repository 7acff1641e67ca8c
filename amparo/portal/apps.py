from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "amparo.portal"
    label = "portal"

    def ready(self) -> None:
        from amparo.kernel.ui.slots import MenuEntry, add_menu

        add_menu(MenuEntry(_("Inicio"), "portal:start", frozenset(), order=0))
