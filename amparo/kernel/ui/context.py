"""What every page knows: whose it is, in which languages it also exists, demonstration or not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from amparo.kernel.ui.slots import menu_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base templates. ``languages``: code, name, address of this page in it."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "actor": getattr(request, "actor", None),
        "place": getattr(request, "place", None),
        "demonstration": settings.DEMONSTRATION,
        "current_language": current,
        "languages": [
            (code, name, translate_url(request.get_full_path(), code), code == current)
            for code, name in settings.LANGUAGES
        ],
        "menu": menu_for(request),
    }
