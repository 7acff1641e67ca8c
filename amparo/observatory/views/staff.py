"""Free cuts: unprotected figures for whoever makes statistics, stamped and recorded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.middleware import ActorRequest
from amparo.observatory.cuts import Cut
from amparo.observatory.downloads import as_csv, notice
from amparo.observatory.forms import CutForm
from amparo.observatory.numbers import number
from amparo.observatory.views.common import cut_or_404, require_cutter
from amparo.observatory.wording import COLUMN_WORDS, code_words

MOST_ROWS = 500  # on the page; the CSV has them all
INVALID = 422


@require_safe
def cut_page(request: ActorRequest) -> HttpResponse:
    """The form, and below it the answer when something was asked."""
    require_cutter(request.actor)
    form = CutForm(request.GET or None)
    found = _answer(request.actor, form) if form.is_bound else None
    context: dict[str, Any] = {"form": form, "found": found}
    if found is not None:
        context |= _shown(found) | {"query": request.GET.urlencode()}
    return render(request, "observatory/cut.html", context, status=_status(form))


@require_safe
def cut_csv(request: ActorRequest) -> HttpResponse:
    """The same answer to download; the page with what to mend when the question is not clear."""
    require_cutter(request.actor)
    form = CutForm(request.GET)
    found = _answer(request.actor, form)
    if found is None:
        context = {"form": form, "found": None}
        return render(request, "observatory/cut.html", context, status=INVALID)
    invented = f"# {notice()}\n" if notice() else ""
    return as_csv(invented + found.to_csv(), f"no-publicable-{found.generation}")


def _answer(actor: Actor, form: CutForm) -> Cut | None:
    if not form.is_valid():
        return None
    try:
        return cut_or_404(actor, form.by, form.where)
    except ValidationError as unclear:
        form.add_error(None, unclear)
        return None


def _shown(found: Cut) -> dict[str, Any]:
    language = get_language() or "es"
    shown = found.rows[:MOST_ROWS]
    return {
        "headings": [COLUMN_WORDS[column] for column in found.by],
        "lines": [
            (
                [code_words(column, row[column], language) for column in found.by],
                number(row["persons"], language=language),
            )
            for row in shown
        ],
        "total": number(found.total, language=language),
        "rows_shown": len(shown),
        "rows_found": number(len(found.rows), language=language),
        "cut_short": len(shown) < len(found.rows),
        "conditions": [
            (COLUMN_WORDS[column], code_words(column, code, language))
            for column, code in found.where.items()
        ],
    }


def _status(form: CutForm) -> int:
    return INVALID if form.errors else 200
