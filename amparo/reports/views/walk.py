"""`/avisar/`: one address for every step, so that a browser's history tells nothing of them.

Earlier answers travel in the page itself; nothing is kept until the last step, and no cookie is
set. Each button says where to go ("ir"); going back or to another language never loses a word.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.kernel.access.middleware import public
from amparo.kernel.reference import code_list, countries
from amparo.kernel.ui.middleware import repeatable
from amparo.reports import form_token
from amparo.reports.choices import Channel, Danger
from amparo.reports.errors import AlreadySent, NobodyReceives
from amparo.reports.forms.public import (
    FIELDS_OF,
    PLACE,
    REVIEW,
    SAFETY,
    STEPS,
    STORY,
    URGENT,
    ReportForm,
    step_of,
    typed_in,
)
from amparo.reports.receipts import Receipt
from amparo.reports.services.intake import Told, take_in
from amparo.reports.views.emergency import numbers_for

Typed = dict[str, str]
ON, BACK, LANGUAGE, SEND = "seguir", "volver", "idioma", "enviar"


@public
@csrf_exempt
@repeatable
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """One step of the walk, or its end: the receipt."""
    if request.method != "POST":
        return _step_page(request, _at_the_door(request), SAFETY, form_token.issue())
    typed, step, go = typed_in(request.POST), _step(request), request.POST.get("ir", ON)
    token = request.POST.get("formulario", "")
    once = form_token.read(token)
    token = token if once else form_token.issue()
    if go == LANGUAGE:
        return _step_page(request, typed, step, token)
    if go == BACK or go in STEPS:
        wanted = _path(typed)[max(0, _position(typed, step) - 1)] if go == BACK else go
        return _step_page(request, typed, wanted, token)
    if once is None:
        return _step_page(request, typed, step, token, expired=True)
    if go == SEND:
        return _send(request, typed, token, once)
    form = ReportForm(typed, step=step)
    if not form.is_valid():
        return _step_page(request, typed, step, token, form=form)
    path = _path(typed)
    following = path[min(len(path) - 1, _position(typed, step) + 1)]
    return _step_page(request, typed, following, token)


def _send(request: HttpRequest, typed: Typed, token: str, once: UUID) -> HttpResponse:
    form = ReportForm(typed)
    if not form.is_valid():
        step = step_of(next(iter(form.errors)))
        return _step_page(request, typed, step, token, form=ReportForm(typed, step=step))
    told = Told(
        **form.cleaned_data, language=get_language() or "es", channel=Channel.WEB, once=once
    )
    try:
        receipt = take_in(told=told)
    except AlreadySent:
        return render(request, "reports/sent_before.html")
    except NobodyReceives:
        return _step_page(request, typed, REVIEW, token, unattended=True)
    except ValidationError as refusal:
        step = step_of(next(iter(refusal.message_dict)))
        form = ReportForm(typed, step=step)
        form.add_error(None, refusal.messages)
        return _step_page(request, typed, step, token, form=form)
    return receipt_page(request, receipt)


def receipt_page(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """The only time a receipt is shown."""
    context = {
        "receipt": receipt,
        "said": receipt.said(get_language() or "es"),
        "token": form_token.issue(),
    }
    return render(request, "reports/receipt.html", context)


def _step_page(
    request: HttpRequest,
    typed: Typed,
    step: str,
    token: str,
    *,
    form: ReportForm | None = None,
    expired: bool = False,
    unattended: bool = False,
) -> HttpResponse:
    language = get_language() or "es"
    context = {
        "form": form or ReportForm(initial=typed, step=step),
        "step": step,
        "step_template": f"reports/_step_{step}.html",
        "progress": _progress(step),
        "carried": [(name, typed[name]) for name in typed if name not in FIELDS_OF[step]],
        "typed": typed,
        "answers": _answers(typed, language) if step == REVIEW else [],
        "token": token,
        "numbers": numbers_for(typed["country"], language) if step in (SAFETY, URGENT) else [],
        "asks_help": bool(typed["asks_help"]),
        "expired": expired,
        "unattended": unattended,
    }
    status = 503 if unattended else 422 if expired or form else 200
    return render(request, "reports/walk.html", context, status=status)


def _at_the_door(request: HttpRequest) -> Typed:
    """What the two doors of the home page say before anything is typed."""
    country = request.GET.get("pais", "").upper()
    typed = typed_in({})
    typed["country"] = country if country in countries() else settings.COUNTRY
    typed["asks_help"] = "1" if request.GET.get("para") == "ayuda" else ""
    return typed


def _step(request: HttpRequest) -> str:
    step = request.POST.get("paso", SAFETY)
    return step if step in STEPS else SAFETY


def _path(typed: Typed) -> list[str]:
    """The steps this person walks: the emergency numbers come first where there is danger."""
    return [step for step in STEPS if step != URGENT or typed["danger"] == Danger.YES]


def _position(typed: Typed, step: str) -> int:
    path = _path(typed)
    return path.index(step) if step in path else 0


def _progress(step: str) -> list[tuple[str, bool, bool]]:
    """Name of each step, whether it is behind, and whether it is this one."""
    names = {
        SAFETY: _("Seguridad"),
        STORY: _("Lo que pasó"),
        PLACE: _("Lugar y fecha"),
        REVIEW: _("Revisar"),
    }
    here = list(names).index(SAFETY if step == URGENT else step)
    return [(name, place < here, place == here) for place, name in enumerate(names.values())]


def _answers(typed: Typed, language: str) -> list[tuple[str, Any, str]]:
    """Question, answer in words, and the step where it is changed; empty means not answered."""
    country, modality = countries().get(typed["country"]), typed["modality"]
    known = modality in code_list("modality").codes
    danger = dict(Danger.choices).get(typed["danger"], "")
    return [
        (_("Peligro ahora"), danger, SAFETY),
        (_("País"), country.name.in_(language) if country else "", SAFETY),
        (_("Lo que pasó"), typed["narrative"], STORY),
        (_("Lugar"), typed["place"], PLACE),
        (_("Fecha"), typed["when"], PLACE),
        (_("Se parece a"), code_list("modality").label(modality, language) if known else "", PLACE),
    ]
