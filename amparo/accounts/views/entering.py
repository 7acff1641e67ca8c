"""The way in that no waiting time closes: account, passphrase and a card's code together."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from amparo.accounts.forms.own import CardEntryForm
from amparo.accounts.views.common import answer
from amparo.kernel.access.middleware import public
from amparo.kernel.identity import cards, tally
from amparo.kernel.identity.adapter import TooManyAttempts, passphrase_ended
from amparo.kernel.identity.models import User


@public
@csrf_protect
@require_http_methods(["GET", "POST"])
def with_card(request: HttpRequest) -> HttpResponse:
    """Enter in one step. One answer for whatever does not hold, and the same work."""
    form = CardEntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _proved(request, form)
        if user is not None:
            get_adapter().login(request, user)
            record_authentication(request, user, "password", username=user.username)
            record_authentication(request, user, "mfa", type="card")
            return redirect("portal:start")
    return answer(request, "with_card", {}, form)


def _proved(request: HttpRequest, form: CardEntryForm) -> User | None:
    """Codes are counted only behind the right passphrase: nobody else can use them up or close
    this way."""
    name, code = form.cleaned_data["login"].strip(), form.cleaned_data["code"]
    found = authenticate(request, username=name, password=form.cleaned_data["password"])
    user = found if isinstance(found, User) else None
    counted = f"card:{name}"
    seconds = tally.seconds_to_wait(counted) if user is not None else 0
    if seconds:
        form.add_error(None, TooManyAttempts(seconds))
        return None
    holds = cards.use_code(user.pk if user is not None else 0, code)
    if user is not None and holds and not passphrase_ended(user):
        tally.succeeded(counted)
        return user
    if user is not None:
        tally.failed(counted)
    form.add_error(None, _("Algo de lo que escribió no corresponde. Revíselo todo."))
    return None
