from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "amparo.reports"
    label = "reports"

    def ready(self) -> None:
        from amparo.kernel.access.permissions import Permission
        from amparo.kernel.ui.slots import MenuEntry, add_due, add_menu
        from amparo.reports import guards  # noqa: F401  registers the answers
        from amparo.reports.due import due_reports
        from amparo.reports.services import expiring  # noqa: F401  registers what runs out

        add_menu(
            MenuEntry(_("Avisos"), "reports:queue", frozenset({Permission.REPORT_READ}), order=10)
        )
        add_due(due_reports)
