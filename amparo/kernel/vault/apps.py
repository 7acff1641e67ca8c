from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "amparo.kernel.vault"
    label = "vault"
