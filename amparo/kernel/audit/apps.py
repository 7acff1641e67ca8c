from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "amparo.kernel.audit"
    label = "audit"

    def ready(self) -> None:
        from amparo.kernel.audit import tasks  # noqa: F401  the sealer registers itself
