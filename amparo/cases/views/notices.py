"""That she was told, before she spoke, what has to be reported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.cases.forms.protection import NoticeForm
from amparo.cases.forms.versioned import done
from amparo.cases.views.common import answer, frame
from amparo.cases.views.keeping import file_for
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import can_tell, last_notice, tell_notice


@require_http_methods(["GET", "POST"])
def tell(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Whoever accompanies her writes it down, her lawyer too."""
    with file_for(request, public_id, can_tell) as file:
        person, context = file.person, frame(file, "notice")
        context["last"] = last_notice(person)
        file.show("notices")
    form = NoticeForm.opened(request)

    def act(given: dict[str, Any]) -> None:
        tell_notice(actor=request.actor, person_id=person.pk, on=clock.today(), **given)

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Anotado: se le dijo antes de hablar."))
        return redirect("cases:show", public_id)
    return answer(request, "notice", context | {"form": form}, form)
