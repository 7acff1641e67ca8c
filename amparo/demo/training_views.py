"""The trainer's page: what this node is, and the button that begins the cases again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.demo.training import SCHOOL, ask_to_start_again
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record, record_refusal
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation


def can_begin_again(actor: Actor) -> bool:
    """The trainer: whoever administers the school of a training node."""
    school = Organisation.objects.filter(code=SCHOOL, pk=actor.organisation_id or 0)
    return settings.TRAINING and actor.has(Permission.ACCOUNT_MANAGE) and school.exists()


@require_http_methods(["GET", "POST"])
def training(request: ActorRequest) -> HttpResponse:
    """404 outside a training, and for whoever does not lead it."""
    if not can_begin_again(request.actor):
        record_refusal(request.actor, can_begin_again.__name__)
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            record(request.actor, Verb.TRAINING_RESET)
            ask_to_start_again()
        messages.success(
            request, _("Los casos vuelven al principio. Tarda alrededor de un minuto.")
        )
        return redirect("training:training")
    return render(request, "demo/training.html")
