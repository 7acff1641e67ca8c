from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "amparo.kernel.ui"
    label = "ui"
