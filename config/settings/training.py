"""Training: invented cases, entered as in real use, with a banner on every page and no figures."""

from config.settings.base import *  # noqa: F403  settings are layered by import

INSTALLED_APPS = [*INSTALLED_APPS, "amparo.demo"]  # noqa: F405  its scene, not its one-click entry
TRAINING = True
if HOME.kind != "training":  # noqa: F405
    raise SystemExit(
        "Esta carpeta no es de un entrenamiento. Cree una con `amparo init --training` y otra ruta "
        "en AMPARO_HOME."
    )
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOME.https  # noqa: F405
if HOME.https:  # noqa: F405
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-amparo", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
