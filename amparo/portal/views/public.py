"""Pages open to anybody: no session, no cookie, no script needed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.kernel import clock
from amparo.kernel.access.middleware import public
from amparo.kernel.reference.countries import (
    CountryProfile,
    countries,
    country_choices,
    country_profile,
)
from amparo.portal.months import month_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The two doors, below the emergency number of the chosen country (``?pais=CR``)."""
    country, language = _country_of(request), _language()
    context = {
        "country": country.iso2,
        "country_name": country.name.in_(language),
        "numbers": [
            (number.number, number.service.in_(language), number.verified)
            for number in country.emergency_numbers
        ],
        "countries": country_choices(language),
    }
    return render(request, "portal/home.html", context)


@public
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/kept.html")


@public
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/history.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@public
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the browser forgets what it stored of this site and shows something else."""
    response = HttpResponse(status=303)
    response.headers["Location"] = settings.EXIT_URL or reverse("portal:calendar")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A plain month, with nothing on it that says whose server this is."""
    today, language = clock.today(), _language()
    month = month_of(request.GET.get("mes", ""), today, language)
    return render(request, "portal/calendar.html", {"month": month, "today": today})


def _country_of(request: HttpRequest) -> CountryProfile:
    """The country asked for; the node's own for anything else."""
    chosen = request.GET.get("pais", "").upper()
    known = countries().get(chosen)
    return known or country_profile(settings.COUNTRY)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
