"""Figures as files: CSV that spreadsheets open with its accents."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel takes UTF-8 for Latin-1


def as_csv(text: str, name: str) -> HttpResponse:
    """A download called ``name``.csv, always an attachment."""
    response = HttpResponse(BYTE_ORDER_MARK + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def notice() -> str:
    """The line that comes before invented figures; "" for real ones."""
    if not settings.DEMONSTRATION:
        return ""
    return _("DEMOSTRACIÓN: estas cifras son inventadas.")
