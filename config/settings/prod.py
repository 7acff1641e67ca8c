"""Real use. Refuses demonstration data and keys."""

from config.settings.base import *  # noqa: F403  settings are layered by import

if HOME.kind != "real":  # noqa: F405
    raise SystemExit(
        "Esta carpeta es de una demostración. Cree una de verdad con `amparo init` "
        "y otra ruta en AMPARO_HOME."
    )
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOME.https  # noqa: F405
if HOME.https:  # noqa: F405
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-amparo", "__Host-csrf"
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
