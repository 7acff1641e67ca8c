"""What every page here does first: the permission, or the same 404 as a page that never was."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.reference.countries import country_profile
from amparo.kernel.ui.forms import StaffForm

INVALID = 422
View = TypeVar("View", bound=Callable[..., HttpResponse])


def for_whoever(can: Callable[[Actor], bool]) -> Callable[[View], View]:
    """A view for whoever the predicate lets in; to anybody else a 404, which is recorded."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not can(request.actor):
                record_refusal(request.actor, can.__name__)
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except Denied:
                raise Http404 from None

        return inner  # type: ignore[return-value]  # the same view, with a question before it

    return decorate


def in_country_time(view: View) -> View:
    """Moments are typed and shown in the time of the actor's country; they are kept in UTC."""

    @wraps(view)
    def inner(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(_zone(request.actor.country)):
            return view(request, *args, **kwargs)

    return inner  # type: ignore[return-value]  # the same view, by another clock


def _zone(country: str) -> ZoneInfo:
    try:
        return ZoneInfo(country_profile(country).time_zone)
    except KeyError:
        return ZoneInfo("UTC")


def answer(
    request: ActorRequest, template: str, context: dict[str, Any], *forms: StaffForm
) -> HttpResponse:
    """The page, with 422 when one of its forms has something to mend."""
    status = INVALID if any(form.errors for form in forms) else 200
    return render(request, f"oversight/{template}.html", context, status=status)


def put(form: StaffForm, refusal: ValidationError) -> None:
    """A service's refusal beside the field it speaks of, or on top when the form has none."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
