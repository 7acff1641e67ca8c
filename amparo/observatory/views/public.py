"""Pages open to anybody. They read one file of protected figures and never open the lake."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.kernel.access.middleware import public
from amparo.kernel.places.map import BOUNDARY_NOTICE
from amparo.observatory import charts, grids, territory
from amparo.observatory.downloads import as_csv, notice
from amparo.observatory.findings import finding
from amparo.observatory.lake import current
from amparo.observatory.tables import BY_CODE, TABLES, PublicTable, Table, read_tables, to_csv


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The closed list, with one sentence each; before the first generation, what will be there."""
    figures, language = published(), _language()
    listed = [
        (table, finding(figures[table.code], language) if table.code in figures else "")
        for table in TABLES
    ]
    some = next(iter(figures.values()), None)
    context = {"listed": listed, "some": some, **(_origin(some) if some else {})}
    return render(request, "observatory/index.html", context)


@public
@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """One table: what it says, drawn, in full, how it counts, and where it may be downloaded."""
    declared, figures = _declared(code), published().get(code)
    if figures is None:
        return render(request, "observatory/unbuilt.html", {"title": declared.title})
    language = _language()
    drawn = grids.chart(figures, language)
    context = {
        "public": figures,
        "table": declared,
        "statuses": grids.STATUSES_COUNTED[declared.scope],
        "finding": finding(figures, language),
        "bars": drawn,
        "spoken": charts.spoken(drawn),
        "grid": grids.grid(figures, language),
        "has_map": code == territory.CODE,
        **_origin(figures),
    }
    return render(request, "observatory/table.html", context)


@public
@require_safe
def table_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same table to download, its query among the first lines."""
    _declared(code)
    figures = published().get(code)
    if figures is None:
        raise Http404
    text = to_csv(figures, _language(), notice=notice())
    return as_csv(text, f"{code}-{figures.generation}")


@public
@require_safe
def territory_map(request: HttpRequest) -> HttpResponse:
    """The map of the Americas, or of one country larger (``?pais=CR``)."""
    figures, language = published().get(territory.CODE), _language()
    if figures is None:
        return render(request, "observatory/unbuilt.html", {"title": BY_CODE[territory.CODE].title})
    focus = territory.focus_of(request.GET.get("pais", "").upper())
    found = territory.territory(figures, focus, language)
    countries = territory.countries(language)
    context = {
        "public": figures,
        "table": figures.table,
        "svg": mark_safe(found.svg),  # noqa: S308  everything given to draw_map is escaped there
        "key": found.key,
        "zones": found.zones,
        "focus": focus,
        "focus_name": dict(countries).get(focus, ""),
        "countries": countries,
        "boundary_notice": BOUNDARY_NOTICE,
        "statuses": grids.STATUSES_COUNTED[figures.table.scope],
        **_origin(figures),
    }
    return render(request, "observatory/map.html", context)


def published() -> Mapping[str, PublicTable]:
    """Tables of the current generation by code; none before the first one."""
    generation = current(settings.LAKE)
    return read_tables(generation.tables_path) if generation else {}


def _declared(code: str) -> Table:
    try:
        return BY_CODE[code]
    except KeyError:
        raise Http404 from None


def _origin(figures: PublicTable) -> dict[str, object]:
    return {"built_on": grids.built_on(figures), "period": grids.period(figures)}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
