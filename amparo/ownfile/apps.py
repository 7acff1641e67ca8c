from django.apps import AppConfig


class OwnFileConfig(AppConfig):
    name = "amparo.ownfile"
    label = "ownfile"
