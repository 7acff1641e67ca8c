"""Opening one file in an emergency: the second factor again, a reason, and four hours."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.cases.forms.protection import EmergencyForm
from amparo.cases.forms.versioned import done
from amparo.cases.models import Case
from amparo.cases.views.common import answer
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.emergency import can_open_in_emergency
from amparo.kernel.access.middleware import ActorRequest, actor_for
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.access.recent_proof import TO_OPEN, TO_SEND, prove_again, recently_proven
from amparo.persons.public import open_person_in_emergency


@require_http_methods(["GET", "POST"])
def open_file(request: ActorRequest) -> HttpResponse:
    require(can_open_in_emergency, request.actor)
    sent = request.method == "POST"
    if not recently_proven(request, within=TO_SEND if sent else TO_OPEN):
        return prove_again(request)
    form = EmergencyForm.opened(request)
    opened = list[EmergencyOpening]()
    if sent and done(form, lambda given: opened.append(_open(request, given))):
        messages.success(request, _("Ficha abierta por cuatro horas. Se avisó a quien la revisa."))
        return _to_file(request, opened[0])
    return answer(request, "emergency", {"form": form}, form)


def _open(request: ActorRequest, given: dict[str, str]) -> EmergencyOpening:
    return open_person_in_emergency(actor=request.actor, **given)


def _to_file(request: ActorRequest, opening: EmergencyOpening) -> HttpResponse:
    """To the file that this very act opened: the actor of the request was made before it."""
    actor = actor_for(request) or request.actor
    with reading(actor) as door:
        visible = Case.objects.visible_to(actor, on=door.on)
        found = visible.filter(person__public_id=opening.person).first()
    return redirect("cases:show", found.public_id) if found else redirect("cases:list")
