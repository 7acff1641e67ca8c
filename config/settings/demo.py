"""The invented demonstration: throw-away keys, one-click sign-in, a banner on every page."""

from config.settings.base import *  # noqa: F403  settings are layered by import

INSTALLED_APPS = [*INSTALLED_APPS, "amparo.demo"]  # noqa: F405
STRONG_AUTHENTICATION = ["mfa", "demonstration"]
PROVE_AGAIN = "demo:confirm"
DEMONSTRATION = True
if HOME.kind != "demonstration":  # noqa: F405
    raise SystemExit(
        "Esta carpeta no es de una demostración. Cree una con `amparo demo` y otra ruta en "
        "AMPARO_HOME."
    )
