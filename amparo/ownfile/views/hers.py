"""`/mi-espacio/`: her pages. A neutral title, no script needed, ten minutes, nothing kept."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import public
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.ui.middleware import repeatable
from amparo.ownfile import services
from amparo.ownfile.choices import WordKind
from amparo.ownfile.forms import EnterForm, HideForm, SayForm
from amparo.ownfile.reading import OwnFile, own_file
from amparo.ownfile.services import Visiting
from amparo.persons.public import (
    Consent,
    HiddenPart,
    ShareField,
    hide_part,
    show_part,
    withdraw_consent,
)
from amparo.reports.public import form_token

INVALID = 422
NOT_OPENED = _(
    "No pudimos abrir con ese código y esa frase. Revíselos e intente otra vez. Después de varios "
    "intentos hay que esperar unos minutos."
)


@public
@csrf_exempt
@repeatable
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for code and phrase; the answer never says which of them did not fit."""
    if request.method != "POST":
        return _enter_page(request, EnterForm())
    form = EnterForm(request.POST)
    if form_token.read(request.POST.get("formulario", "")) is None or not form.is_valid():
        return _enter_page(request, form, INVALID)
    typed = form.cleaned_data
    token = services.enter(code=typed["code"], phrase=typed["phrase"])
    if token is None:
        form.add_error(None, NOT_OPENED)
        return _enter_page(request, form, INVALID)
    response = redirect("ownfile:file")
    response.set_cookie(
        _cookie(), token, secure=settings.HOME.https, httponly=True, samesite="Strict"
    )
    return response


@public
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Her file, or the harmless page when the phrase of danger was typed."""
    visiting = _visiting(request)
    if visiting is None:
        return redirect("ownfile:enter")
    return _file_page(request, visiting, SayForm())


@public
@csrf_exempt
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Append what she says; what was typed comes back when something is missing."""
    visiting = _visiting(request)
    if visiting is None or not _from_this_visit(request):
        return redirect("ownfile:enter")
    form = SayForm(request.POST)
    if form.is_valid() and not visiting.harmless:
        said = form.cleaned_data
        try:
            services.say(
                visiting=visiting,
                kind=WordKind(said["kind"]),
                text=said["text"],
                on=clock.today(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if form.errors:
        return _file_page(request, visiting, form, INVALID)
    return redirect("ownfile:file")


@public
@csrf_exempt
@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """An institution stops seeing a part of her file at once."""
    visiting = _visiting(request)
    if visiting is None or visiting.harmless or not _from_this_visit(request):
        return redirect("ownfile:enter" if visiting is None else "ownfile:file")
    form = HideForm(request.POST, institutions=own_file(visiting).institutions)
    if not form.is_valid():
        return _file_page(request, visiting, SayForm(), INVALID, hiding=form)
    chosen = form.cleaned_data
    hide_part(
        actor=visiting.actor,
        person_id=visiting.door.person_id,
        organisation=Organisation.objects.get(public_id=chosen["institution"]),
        part=ShareField(chosen["part"]),
        on=clock.today(),
    )
    return redirect("ownfile:file")


@public
@csrf_exempt
@require_POST
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It sees that part again, as before."""
    visiting = _visiting(request)
    if visiting is None or visiting.harmless or not _from_this_visit(request):
        return redirect("ownfile:enter" if visiting is None else "ownfile:file")
    if not any(one.public_id == public_id for one in own_file(visiting).hidden):
        raise Http404
    with reading(visiting.actor):
        hidden = HiddenPart.objects.only("pk").get(public_id=public_id)
    show_part(actor=visiting.actor, hidden_id=hidden.pk, on=clock.today())
    return redirect("ownfile:file")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One permission of hers: withdraw it, after seeing what that does."""
    visiting = _visiting(request)
    if visiting is None:
        return redirect("ownfile:enter")
    shown = next((one for one in _hers(visiting) if one.public_id == public_id), None)
    if shown is None:
        raise Http404
    if request.method == "POST" and _from_this_visit(request):
        person = visiting.door.person_id
        with reading(visiting.actor):
            found = Consent.objects.only("pk").get(public_id=public_id, person=person)
        withdraw_consent(actor=visiting.actor, consent_id=found.pk)
        return redirect("ownfile:file")
    context = {"consent": shown, "visit": _proof(request)}
    return render(request, "ownfile/consent.html", context)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit here and make the browser forget it."""
    services.leave(request.COOKIES.get(_cookie(), ""))
    return redirect("portal:exit")


def _hers(visiting: Visiting) -> list[Any]:
    return [] if visiting.harmless else own_file(visiting).consents


def _visiting(request: HttpRequest) -> Visiting | None:
    return services.visit_of(request.COOKIES.get(_cookie(), ""))


def _cookie() -> str:
    """Bound to this host by its name wherever the browser checks it."""
    return "__Host-espacio" if settings.HOME.https else "espacio"


def _proof(request: HttpRequest) -> str:
    """What a form of this visit carries: whoever has no cookie cannot make it."""
    token = request.COOKIES.get(_cookie(), "")
    return hashlib.sha256(b"own door form|" + token.encode()).hexdigest()


def _from_this_visit(request: HttpRequest) -> bool:
    return hmac.compare_digest(request.POST.get("visita", "").encode(), _proof(request).encode())


def _enter_page(request: HttpRequest, form: EnterForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": form_token.issue()}
    return render(request, "ownfile/enter.html", context, status=status)


def _file_page(
    request: HttpRequest,
    visiting: Visiting,
    form: SayForm,
    status: int = 200,
    *,
    hiding: HideForm | None = None,
) -> HttpResponse:
    if visiting.harmless:
        return render(request, "ownfile/harmless.html")
    shown: OwnFile = own_file(visiting)
    hiding = hiding or HideForm(institutions=shown.institutions)
    context = {"file": shown, "form": form, "hiding": hiding, "visit": _proof(request)}
    return render(request, "ownfile/file.html", context, status=status)
