from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "amparo.identification"
    label = "identification"

    def ready(self) -> None:
        from amparo.identification import (  # noqa: F401  erasers and guards register themselves
            erasers,
            guards,
            slots,
        )
        from amparo.identification.services import move_identification
        from amparo.persons.public import register_mover

        register_mover(move_identification)
        slots.fill()
