from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "amparo.kernel.files"
    label = "files"
