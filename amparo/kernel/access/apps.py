from django.apps import AppConfig
from django.core import checks


class AccessConfig(AppConfig):
    name = "amparo.kernel.access"
    label = "access"

    def ready(self) -> None:
        from amparo.kernel.access import tasks  # noqa: F401  they register themselves
        from amparo.kernel.access.checks import check_floor

        checks.register(check_floor)
