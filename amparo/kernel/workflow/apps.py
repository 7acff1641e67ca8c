from django.apps import AppConfig
from django.core.checks import register


class WorkflowConfig(AppConfig):
    name = "amparo.kernel.workflow"
    label = "workflow"

    def ready(self) -> None:
        from amparo.kernel.workflow.checks import check_guards, check_reference

        register(check_reference)
        register(check_guards)
