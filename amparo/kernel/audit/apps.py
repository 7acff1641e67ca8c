from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "amparo.kernel.audit"
    label = "audit"
