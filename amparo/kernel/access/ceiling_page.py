"""What an account that reached its day's ceiling is told: plainly, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from amparo.kernel.access.ceiling import TooManyPeople

TOO_MANY = 429
API = "/api/"


class CeilingReached:
    """Turns the refusal into its page, or into its answer to a program."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, TooManyPeople):
            return None
        if request.path.startswith(API):
            return JsonResponse({"detail": refusal.why}, status=TOO_MANY)
        return render(request, "ui/too_many.html", {"why": refusal.why}, status=TOO_MANY)
