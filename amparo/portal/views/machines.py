"""Answers for machines."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from amparo.kernel.access.middleware import public


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Alive means that the database answers; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """No search engine keeps a trace of who might have looked for this."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(static("ui/icon.svg"))
