"""`/mi-llavero/`: make it, open it, close it, and decide with one's desk what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts.forms.keyring import (
    ChangeForm,
    HoldForm,
    NewPassphraseForm,
    OpenForm,
    RecoveryForm,
    StartAgainForm,
)
from amparo.accounts.keyring import KeyringPage, keyring_page, people_to_trust
from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.vault import holding, own_cookie, own_keys, recovering
from amparo.kernel.vault.held_keys import HeldDesk, Recovery
from amparo.kernel.vault.models import Recipient
from amparo.kernel.vault.passphrase import WrongPassphrase

INVALID = 422
NOTHING_SENT: Mapping[str, StaffForm] = {}
FORMS: dict[str, type[StaffForm]] = {
    "open": OpenForm,
    "make": NewPassphraseForm,
    "change": ChangeForm,
    "again": StartAgainForm,
    "hold": HoldForm,
}


@require_safe
def keyring(request: ActorRequest) -> HttpResponse:
    return _page(request)


@require_POST
def make(request: ActorRequest) -> HttpResponse:
    form = NewPassphraseForm(request.POST, auto_id="make_%s")
    return _opened_by(request, "make", form, own_keys.make_keyring, _("Su llavero está listo."))


@require_POST
def open_own(request: ActorRequest) -> HttpResponse:
    form = OpenForm(request.POST, auto_id="open_%s")
    return _opened_by(request, "open", form, own_keys.open_keyring, _("Su llavero está abierto."))


@require_POST
def start_again(request: ActorRequest) -> HttpResponse:
    form = StartAgainForm(request.POST, auto_id="again_%s")
    said = _("Su llavero es nuevo. Pida a una colega que le deje entrar.")
    return _opened_by(request, "again", form, own_keys.start_again, said)


@require_POST
def change(request: ActorRequest) -> HttpResponse:
    form = ChangeForm(request.POST, auto_id="change_%s")

    def changed(*, actor: Any, passphrase: str, **_rest: Any) -> bytes:
        fresh = form.cleaned_data["fresh"]
        return own_keys.change_passphrase(actor=actor, passphrase=passphrase, fresh=fresh)

    return _opened_by(request, "change", form, changed, _("La frase nueva ya vale."))


@require_POST
def close(request: ActorRequest) -> HttpResponse:
    response = redirect("accounts:keyring")
    own_cookie.close(request, response)
    messages.success(request, _("Su llavero está cerrado."))
    return response


@require_POST
def hold(request: ActorRequest) -> HttpResponse:
    form = HoldForm(request.POST, auto_id="hold_%s")
    said = _("Desde ahora, estas palabras las abren solo ustedes.")
    return _done(
        request, "hold", form, lambda on: holding.hold_desk(actor=request.actor, on=on), said
    )


@require_POST
def release(request: ActorRequest) -> HttpResponse:
    said = _("Lo que su llavero abría vuelve a abrirse sin llavero.")
    return _done(
        request, "", None, lambda on: holding.release_desk(actor=request.actor, on=on), said
    )


@require_POST
def let_in(request: ActorRequest, member: UUID) -> HttpResponse:
    def act(on: date) -> object:
        return holding.let_in(actor=request.actor, member=member, on=on)

    return _done(request, "", None, act, _("Ya puede abrir lo mismo que usted."))


@require_POST
def tend(request: ActorRequest) -> HttpResponse:
    def said(count: object) -> str:
        words = ngettext("%(n)d llave al día.", "%(n)d llaves al día.", int(str(count)))
        return words % {"n": count}

    return _done(request, "", None, lambda on: holding.tend(actor=request.actor, on=on), said)


@require_POST
def set_recovery(request: ActorRequest) -> HttpResponse:
    """Name trustees; with the button "off", end it."""
    off = "off" in request.POST
    form = None if off else _recovery_form(request, request.POST)

    def act(on: date) -> None:
        given = form.cleaned_data if form else {"trustees": [], "needed": None}
        recovering.set_recovery(
            actor=request.actor,
            trustees=[UUID(one) for one in given["trustees"]],
            needed=given["needed"],
            on=on,
        )

    said = _("La recuperación está apagada.") if off else _("La recuperación está lista.")
    return _done(request, "recovery", form, act, said)


@require_POST
def ask_recovery(request: ActorRequest) -> HttpResponse:
    said = _("Pedido. Avise usted a las personas de confianza: nadie más les avisa.")
    return _done(request, "", None, lambda on: recovering.ask(actor=request.actor, on=on), said)


@require_POST
def support(request: ActorRequest, recovery: UUID) -> HttpResponse:
    def act(on: date) -> object:
        return recovering.support(actor=request.actor, recovery=recovery, on=on)

    return _done(request, "", None, act, _("Su parte está dada."))


@require_POST
def finish(request: ActorRequest) -> HttpResponse:
    said = _("Su llavero abre otra vez.")
    return _done(request, "", None, lambda on: recovering.finish(actor=request.actor, on=on), said)


def _opened_by(
    request: ActorRequest, name: str, form: StaffForm, service: Callable[..., bytes], said: str
) -> HttpResponse:
    """Call a service that gives the private half, and leave the key ring open for this session."""
    if form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        try:
            own = service(actor=request.actor, passphrase=passphrase, on=clock.today())
        except WrongPassphrase:
            record_refusal(request.actor, "keyring_opens")
            form.add_error("passphrase", _("Esa frase no abre su llavero. Escríbala otra vez."))
        except Recipient.DoesNotExist:
            raise Http404 from None
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            response = HttpResponseRedirect(_next_of(request))
            own_cookie.keep_open(request, response, own)
            messages.success(request, said)
            return response
    return _page(request, sent={name: form})


def _done(
    request: ActorRequest,
    name: str,
    form: StaffForm | None,
    act: Callable[[date], object],
    said: str | Callable[[object], str],
) -> HttpResponse:
    """Do it once the form (if any) holds; back to the page with what happened, or what to mend."""
    problem = ""
    if form is None or form.is_valid():
        try:
            result = act(clock.today())
        except (HeldDesk.DoesNotExist, Recovery.DoesNotExist, Recipient.DoesNotExist):
            raise Http404 from None
        except ValidationError as refusal:
            if form is None:
                problem = " ".join(refusal.messages)
            else:
                form.add_error(None, refusal)
        else:
            messages.success(request, said if isinstance(said, str) else said(result))
            return redirect("accounts:keyring")
    sent = {name: form} if form is not None else {}
    return _page(request, problem=problem, sent=sent)


def _page(
    request: ActorRequest, *, problem: str = "", sent: Mapping[str, StaffForm] = NOTHING_SENT
) -> HttpResponse:
    with reading(request.actor) as door:
        page = keyring_page(request.actor, door.on)
        recovery = sent.get("recovery") or _recovery_form(request)
    forms = {name: sent.get(name) or form(auto_id=f"{name}_%s") for name, form in FORMS.items()}
    refused = next(iter(sent.values()), None)
    context = {
        "page": page,
        "forms": forms | {"recovery": recovery},
        "refused": refused,
        "problem": problem,
        "next": _ours(request, request.POST.get("next") or request.GET.get("next", "")),
        "step": _step(page),
    }
    status = INVALID if refused is not None or problem else 200
    return render(request, "accounts/keyring.html", context, status=status)


def _step(page: KeyringPage) -> str:
    """What the page puts first."""
    if not page.has:
        return "make"
    return "use" if page.is_open else "open"


def _recovery_form(request: ActorRequest, sent: Any = None) -> RecoveryForm | None:
    held = HeldDesk.objects.filter(desk_id=request.actor.seat).select_related("desk").first()
    if held is None:
        return None
    people = people_to_trust(held, clock.today())
    return RecoveryForm(sent, people=people, auto_id="recovery_%s")


def _next_of(request: ActorRequest) -> str:
    """The page she came from, if it is ours; else her key ring."""
    return _ours(request, request.POST.get("next", "")) or reverse("accounts:keyring")


def _ours(request: ActorRequest, address: str) -> str:
    """An address of this server, or ""."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if ours else ""
