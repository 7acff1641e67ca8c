"""ASGI entry point; `amparo serve` runs it under uvicorn without an access log."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_asgi_application()
