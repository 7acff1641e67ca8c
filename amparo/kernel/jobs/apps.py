from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "amparo.kernel.jobs"
    label = "jobs"
