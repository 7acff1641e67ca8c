from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "amparo.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.TRAINING:
            from amparo.kernel.access.permissions import Permission
            from amparo.kernel.ui.slots import MenuEntry, add_menu

            only = frozenset({Permission.ACCOUNT_MANAGE})
            add_menu(MenuEntry(_("Entrenamiento"), "training:training", only, order=70))
