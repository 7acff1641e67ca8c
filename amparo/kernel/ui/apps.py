from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "amparo.kernel.ui"
    label = "ui"

    def ready(self) -> None:
        from amparo.kernel.ui import tasks  # noqa: F401  the sweep registers itself
