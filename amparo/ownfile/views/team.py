"""The team's side: open her door beside her, read together, close it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.kernel import clock
from amparo.kernel.access.doors import Door, reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import unlock
from amparo.ownfile import services
from amparo.ownfile.choices import ClosingReason
from amparo.ownfile.forms import CloseForm, OpenForm
from amparo.ownfile.models import OwnDoor, OwnWord
from amparo.ownfile.permissions import can_tend_own_door
from amparo.ownfile.reading import assemble
from amparo.persons.public import Person

INVALID = 422


@contextmanager
def _tended(request: ActorRequest, public_id: UUID) -> Iterator[tuple[Door, Person]]:
    """Her person, inside a reading door. Raises Http404 unless the actor is on her team."""
    try:
        with reading(request.actor) as door:
            visible = Person.objects.visible_to(request.actor, on=door.on)
            person = visible.filter(public_id=public_id).first()
            if person is None:
                raise Http404
            require(can_tend_own_door, request.actor, person)
            yield door, person
    except Denied as refusal:
        record_refusal(request.actor, refusal.predicate)
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Whether she has a door, and the form that opens one."""
    with _tended(request, public_id) as (opened, person):
        found = OwnDoor.objects.open().filter(person=person).first()
        opened.saw(Verb.OWN_FILE_READ, [person.public_id], ["door"])
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _opened(request, person, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"person": person, "door": found, "form": form, "closing": CloseForm()}
    return render(request, "ownfile/door.html", context, status=INVALID if form.errors else 200)


def _opened(request: ActorRequest, person: Person, form: OpenForm) -> HttpResponse:
    """The code is shown once, on this answer alone."""
    made = services.open_door(
        actor=request.actor,
        person_id=person.pk,
        phrase=form.cleaned_data["phrase"],
        duress=form.cleaned_data["duress"],
        on=clock.today(),
    )
    context = {"person": person, "locator": f"{made.locator[:3]} {made.locator[3:]}"}
    return render(request, "ownfile/opened.html", context)


@require_POST
def close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with _tended(request, public_id) as (_opened_door, person):
        found = OwnDoor.objects.open().filter(person=person).first()
    form = CloseForm(request.POST)
    if found is not None and form.is_valid():
        services.close_door(
            actor=request.actor,
            door_id=found.pk,
            reason=ClosingReason(form.cleaned_data["reason"]),
            on=clock.today(),
        )
        messages.success(request, _("Su puerta quedó cerrada: ya no abre con ninguna frase."))
        return redirect("ownfile:door", public_id)
    context = {"person": person, "door": found, "form": OpenForm(), "closing": form}
    return render(request, "ownfile/door.html", context, status=INVALID)


@require_safe
def together(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What she sees, read with her by somebody of her team, and what she wrote."""
    with _tended(request, public_id) as (opened, person):
        shown = assemble(person, unlock(request.actor, [person.public_id], opened.on), opened.on)
        found = OwnDoor.objects.open().filter(person=person).first()
        unread = OwnWord.objects.filter(person=person, read_on=None).count()
        opened.saw(Verb.OWN_FILE_READ, [person.public_id], ["together"])
    context = {"person": person, "file": shown, "door": found, "unread": unread}
    return render(request, "ownfile/together.html", context)


@require_POST
def seen(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Her words are read, and a sign of danger is taken note of."""
    with _tended(request, public_id) as (_opened_door, person):
        found = OwnDoor.objects.filter(person=person, forced_seen=False).first()
    services.read_words_of(actor=request.actor, person_id=person.pk, on=clock.today())
    if found is not None:
        services.seen_forced(actor=request.actor, door_id=found.pk)
    return redirect("ownfile:together", public_id)
