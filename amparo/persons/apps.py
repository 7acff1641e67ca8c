from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "amparo.persons"
    label = "persons"

    def ready(self) -> None:
        from amparo.kernel.access.approvals import register_theirs
        from amparo.kernel.contact.gate import register_rules
        from amparo.kernel.vault.keyring import register_denied, register_live_grants
        from amparo.persons import (  # noqa: F401  receivers and tasks register themselves
            erasers,
            guards,
            permissions,
            querysets,
            receivers,
            services,
            tasks,
        )

        register_live_grants(querysets.live_grants)
        register_denied(querysets.denied_subjects)
        register_theirs(permissions.answers_for)
        register_rules(services.contact_rule)
