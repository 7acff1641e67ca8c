"""What she allows, from when until when; taking it back is one press of a button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.cases.forms.consent import ConsentForm
from amparo.cases.forms.versioned import done
from amparo.cases.pages.sharing import desks_to_share_with, renewal_of
from amparo.cases.views.common import answer, file_to_change, frame
from amparo.cases.views.file import permissions_page
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import (
    Consent,
    give_consent,
    start_share,
    withdraw_consent,
)


@require_http_methods(["GET", "POST"])
def new_consent(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        person = file.person
        language = person.language if person.language else ""
        initial = renewal_of(file, request.GET.get("de", "")) or {"language": language}
        form = ConsentForm.opened(
            request, desks=desks_to_share_with(), on=file.door.on, initial=initial
        )
        context = frame(file, "consent")
        file.show("consents")
    if request.method == "POST" and done(form, lambda _given: _give(request, person.pk, form)):
        messages.success(request, _("Permiso guardado."))
        return redirect("cases:sharing", public_id)
    return answer(request, "consent", context | {"form": form}, form)


@transaction.atomic
def _give(request: ActorRequest, person_id: int, form: ConsentForm) -> None:
    """The permission, and its share when asked: both or neither."""
    on = clock.today()
    consent = give_consent(actor=request.actor, person_id=person_id, given_on=on, **form.given)
    if form.cleaned_data["share_now"]:
        start_share(actor=request.actor, consent_id=consent.pk, on=on)


@require_POST
def share(request: ActorRequest, public_id: UUID, consent: UUID) -> HttpResponse:
    found = _consent_of(request, public_id, consent)
    try:
        start_share(actor=request.actor, consent_id=found.pk, on=clock.today())
    except ValidationError as refusal:
        return permissions_page(request, public_id, refusal.messages)
    messages.success(request, _("Esa mesa ya ve las partes que ella permitió."))
    return redirect("cases:sharing", public_id)


@require_POST
def withdraw(request: ActorRequest, public_id: UUID, consent: UUID) -> HttpResponse:
    found = _consent_of(request, public_id, consent)
    withdraw_consent(actor=request.actor, consent_id=found.pk)
    messages.success(request, _("Permiso retirado: esa mesa ya no ve nada de su ficha."))
    return redirect("cases:sharing", public_id)


def _consent_of(request: ActorRequest, public_id: UUID, consent: UUID) -> Consent:
    """A consent of this file. Raises Http404 for any other."""
    with file_to_change(request, public_id) as file:
        found = Consent.objects.filter(person=file.person, public_id=consent).first()
    if found is None:
        raise Http404
    return found
