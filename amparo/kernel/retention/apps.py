from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "amparo.kernel.retention"
    label = "retention"

    def ready(self) -> None:
        from amparo.kernel.retention import kernel_erasers, tasks  # noqa: F401  they register
