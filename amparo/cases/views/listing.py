"""The list of cases and its search box."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from amparo.cases.forms.listing import FilterForm, SearchForm
from amparo.cases.forms.versioned import put_refusal
from amparo.cases.pages.listing import Row, hits_of, page_of
from amparo.cases.permissions import can_list_cases
from amparo.cases.views.common import answer
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.ui.middleware import repeatable
from amparo.persons.public import can_open_person


@require_GET
def list_cases(request: ActorRequest) -> HttpResponse:
    require(can_list_cases, request.actor)
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    state, modality = chosen.get("estado", ""), chosen.get("modalidad", "")
    with reading(request.actor) as door:
        page = page_of(door, state=state, modality=modality, after=request.GET.get("desde", ""))
    following = {"estado": state, "modalidad": modality, "desde": page.after}
    context = {
        "rows": page.rows,
        "next": f"?{urlencode(following)}" if page.after else "",
        "filter": form,
        "filtered": bool(state or modality),
        "search": SearchForm(),
        "can_open": can_open_person(request.actor),
    }
    return answer(request, "list", context)


@repeatable
@require_POST
def search_cases(request: ActorRequest) -> HttpResponse:
    require(can_list_cases, request.actor)
    form, rows = SearchForm(request.POST), list[Row]()
    if form.is_valid():
        try:
            with reading(request.actor) as door:
                rows = hits_of(door, form.cleaned_data["text"])
        except ValidationError as refusal:
            put_refusal(form, refusal)
    context = {"rows": rows, "search": form, "can_open": can_open_person(request.actor)}
    return answer(request, "search", context, form)
