from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "amparo.reports"
    label = "reports"

    def ready(self) -> None:
        from amparo.reports import guards  # noqa: F401  registers the answers
