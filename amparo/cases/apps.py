from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amparo.cases"
    label = "cases"

    def ready(self) -> None:
        from amparo.cases import (  # noqa: F401  they register themselves
            erasers,
            expiring,
            guards,
            slots,
        )
        from amparo.cases.services.merging import move_case_records
        from amparo.persons.public import register_mover

        register_mover(move_case_records)
