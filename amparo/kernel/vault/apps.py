from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "amparo.kernel.vault"
    label = "vault"

    def ready(self) -> None:
        from amparo.kernel.vault import tasks  # noqa: F401  daily work registers itself
