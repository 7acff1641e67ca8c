from django.apps import AppConfig


class OwnFileConfig(AppConfig):
    name = "amparo.ownfile"
    label = "ownfile"

    def ready(self) -> None:
        from amparo.ownfile import erasers, slots  # noqa: F401  they register themselves
