from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "amparo.kernel.identity"
    label = "identity"
