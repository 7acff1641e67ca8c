"""The observatory as a Django application: templates and texts, no models."""

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    """De-identified facts, figures and their protection."""

    name = "amparo.observatory"
    label = "observatory"
