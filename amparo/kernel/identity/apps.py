from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "amparo.kernel.identity"
    label = "identity"

    def ready(self) -> None:
        from amparo.kernel.identity import (  # noqa: F401  they register
            records,
            renewal,
            sessions,
            tally,
        )
