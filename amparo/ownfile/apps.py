from django.apps import AppConfig


class OwnFileConfig(AppConfig):
    name = "amparo.ownfile"
    label = "ownfile"

    def ready(self) -> None:
        from amparo.ownfile import slots  # noqa: F401  slots register themselves
