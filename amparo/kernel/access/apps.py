from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "amparo.kernel.access"
    label = "access"
