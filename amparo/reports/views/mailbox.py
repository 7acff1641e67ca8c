"""`/buzon/`: a code in, a thread out. The code travels in the body of a form and nowhere else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.kernel.access.middleware import public
from amparo.kernel.reference import code_list
from amparo.kernel.ui.middleware import repeatable
from amparo.reports import form_token
from amparo.reports.choices import Channel
from amparo.reports.forms.public import CodeForm, MessageForm
from amparo.reports.receipts import LONGEST
from amparo.reports.services import mailbox as services
from amparo.reports.services.mailbox import Mailbox
from amparo.reports.text import cleaned
from amparo.reports.views.walk import receipt_page

NOT_FOUND = _("No encontramos ese código. Revise los números o las palabras e intente otra vez.")
EXPIRED = _(
    "Esta página llevaba mucho tiempo abierta. Lo que escribió sigue aquí: envíelo otra vez."
)
WRITE, LANGUAGE = "escribir", "idioma"
MEANINGS = {
    "received": _("Llegó y espera su turno. Lo lee una persona."),
    "read": _("Una persona lo leyó y trabaja en ello."),
    "passed_on": _("Lo tiene quien puede actuar. No siempre podremos contarle qué hizo."),
    "closed": _("Terminamos de trabajar en él. Si sabe algo nuevo, escríbalo aquí."),
}


@public
@csrf_exempt
@repeatable
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """Ask for the code, show the thread, or add to it."""
    if request.method != "POST":
        return _code_page(request, "", "")
    code, text = _typed(request)
    go, once = request.POST.get("ir", ""), form_token.read(request.POST.get("formulario", ""))
    if go == LANGUAGE and not code:
        return _code_page(request, code, text)
    if once is None and go != LANGUAGE:
        return _code_page(request, code, text, problem=EXPIRED)
    if go == WRITE:
        return _write(request, code, text)
    opened = services.open_mailbox(typed=code, channel=Channel.WEB)
    if opened is None:
        return _code_page(request, code, text, problem=NOT_FOUND)
    return _thread_page(request, opened, code, MessageForm(initial={"text": text}))


@public
@csrf_exempt
@repeatable
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Replace a code of digits by one of words, shown once."""
    if request.method != "POST":
        return redirect("reports:mailbox")
    code, text = _typed(request)
    if form_token.read(request.POST.get("formulario", "")) is None:
        return _code_page(request, code, text, problem=EXPIRED)
    receipt = services.change_to_words(typed=code)
    if receipt is None:
        return _code_page(request, code, text, problem=NOT_FOUND)
    return receipt_page(request, receipt)


def _write(request: HttpRequest, code: str, text: str) -> HttpResponse:
    form = MessageForm({"text": text})
    if form.is_valid():
        once = form_token.read(request.POST.get("formulario", ""))
        try:
            opened = services.write_from_mailbox(
                typed=code, text=text, channel=Channel.WEB, once=once
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if opened is None:
                return _code_page(request, code, text, problem=NOT_FOUND)
            return _thread_page(request, opened, code, MessageForm(), sent=True)
    opened = services.open_mailbox(typed=code, channel=Channel.WEB)
    if opened is None:
        return _code_page(request, code, text, problem=NOT_FOUND)
    return _thread_page(request, opened, code, form)


def _typed(request: HttpRequest) -> tuple[str, str]:
    return cleaned(request.POST.get("code", ""))[:LONGEST], cleaned(request.POST.get("text", ""))


def _code_page(request: HttpRequest, code: str, text: str, *, problem: Any = "") -> HttpResponse:
    form = CodeForm({"code": code}) if problem else CodeForm(initial={"code": code})
    if problem:
        form.add_error("code", problem)
    context = {"form": form, "text": text, "token": form_token.issue()}
    return render(request, "reports/code.html", context, status=422 if problem else 200)


def _thread_page(
    request: HttpRequest, opened: Mailbox, code: str, form: MessageForm, *, sent: bool = False
) -> HttpResponse:
    context = {
        "mailbox": opened,
        "progress": code_list("report_progress").label(opened.progress, get_language() or "es"),
        "meaning": MEANINGS[opened.progress],
        "code": code,
        "form": form,
        "sent": sent,
        "token": form_token.issue(),
    }
    return render(request, "reports/mailbox.html", context, status=422 if form.errors else 200)
