from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "amparo.kernel.organisations"
    label = "organisations"
