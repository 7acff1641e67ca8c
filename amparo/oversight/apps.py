from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "amparo.oversight"
    label = "oversight"

    def ready(self) -> None:
        from amparo.oversight import erasers, review_slots, slots  # noqa: F401  they register
        from amparo.oversight.log import slots as log_slots  # noqa: F401  it registers itself
        from amparo.oversight.services import consent_edition
        from amparo.persons.public import register_consent_text

        register_consent_text(consent_edition)
        review_slots.fill()
