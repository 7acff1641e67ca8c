"""What every page knows: whose it is, in which languages it also exists, demonstration or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.formats import time_format
from django.utils.translation import get_language

from amparo.kernel import clock
from amparo.kernel.reference.countries import countries
from amparo.kernel.ui.slots import menu_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base templates. ``languages``: code, name, address of this page in it."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "actor": getattr(request, "actor", None),
        "place": getattr(request, "place", None),
        "demonstration": settings.DEMONSTRATION,
        "training": settings.TRAINING,
        "session_ends_at": _session_end(request),
        "current_language": current,
        "languages": [
            (code, name, translate_url(request.get_full_path(), code), code == current)
            for code, name in settings.LANGUAGES
        ],
        "menu": menu_for(request),
    }


def _session_end(request: HttpRequest) -> str:
    """The hour at which this session ends if nothing more is done, on the clock of the desk's
    country; "" when nobody works here."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.membership_id is None:
        return ""
    profile = countries().get(actor.country)
    end = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    there = end.astimezone(ZoneInfo(profile.time_zone if profile else "UTC"))
    return time_format(there.time())
