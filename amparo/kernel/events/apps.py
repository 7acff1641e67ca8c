from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "amparo.kernel.events"
    label = "events"
