from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "amparo.identification"
    label = "identification"

    def ready(self) -> None:
        from amparo.identification import guards, slots  # noqa: F401  guards register themselves
        from amparo.identification.services import move_identification
        from amparo.persons.public import register_mover

        register_mover(move_identification)
        slots.fill()
