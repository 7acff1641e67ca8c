"""The observatory as a Django application: templates, texts and a menu entry, no models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    """De-identified facts, figures and their protection."""

    name = "amparo.observatory"
    label = "observatory"

    def ready(self) -> None:
        from amparo.kernel.access.permissions import Permission
        from amparo.kernel.ui.slots import MenuEntry, add_menu
        from amparo.observatory import receivers  # noqa: F401  registers itself

        allowed = frozenset({Permission.CUT_READ})
        add_menu(MenuEntry(_("Cifras"), "observatory:cut", allowed, order=60))
