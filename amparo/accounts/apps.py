from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amparo.accounts"
    label = "accounts"

    def ready(self) -> None:
        from amparo.accounts import due, slots  # noqa: F401  menu and due items register
