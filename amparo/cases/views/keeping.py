"""Keeping somebody out of a file, the reserve of a witness, who represents, migration status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.cases.forms.keeping import (
    DecisionForm,
    KeepOutForm,
    LiftForm,
    MigrationForm,
    RepresentativeForm,
)
from amparo.cases.forms.versioned import done
from amparo.cases.pages.file import CaseFile
from amparo.cases.pages.keeping import exclusions_of, representatives_of, whom_to_keep_out
from amparo.cases.views.common import answer, file_page, frame
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Organisation
from amparo.persons import public as persons

METHODS = ["GET", "HEAD", "POST"]
Predicate = Callable[[Actor, Any], bool]


@contextmanager
def file_for(request: ActorRequest, public_id: UUID, may: Predicate) -> Iterator[CaseFile]:
    """The file, for whoever the predicate lets in; anybody else gets the same 404, recorded."""
    with file_page(request, public_id) as file:
        allowed = may(request.actor, file.person)
        if allowed:
            yield file
    if not allowed:
        record_refusal(request.actor, may.__name__)
        raise Http404


@require_http_methods(METHODS)
def kept_out(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Who is kept out, and keeping out somebody else."""
    with file_for(request, public_id, persons.can_exclude) as file:
        form = KeepOutForm.opened(request, whom=whom_to_keep_out(file))
        person = file.person
    if request.method == "POST" and done(form, lambda given: _keep_out(request, person, given)):
        return _saved(request, "cases:kept_out", public_id)
    with file_for(request, public_id, persons.can_exclude) as file:
        context = frame(file, "kept_out") | {
            "rows": exclusions_of(file),
            "form": form,
            "lift": LiftForm(),
            "can_seal": persons.can_seal(request.actor, person),
            "reserved": persons.is_sealed(person),
            "can_unseal": _can_unseal(request.actor, person),
        }
        file.show("exclusions")
    return answer(request, "kept_out", context, form)


def _can_unseal(actor: Actor, person: persons.Person) -> bool:
    """Whoever put the reserve sees no button that would refuse her."""
    standing = persons.Protection.objects.filter(person=person, until_on=None).first()
    return standing is not None and persons.can_unseal(actor, standing)


def _keep_out(request: ActorRequest, person: Any, given: dict[str, Any]) -> None:
    kind, _colon, key = given["whom"].partition(":")
    whom: dict[str, Any] = (
        {"organisation": Organisation.objects.get(public_id=key)}
        if kind == "o"
        else {"user": User.objects.get(public_id=key)}
    )
    persons.exclude_from_file(
        actor=request.actor, person_id=person.pk, reason=given["reason"], on=clock.today(), **whom
    )


@require_POST
def lift(request: ActorRequest, public_id: UUID, exclusion: UUID) -> HttpResponse:
    """Ask for an exclusion to end, or confirm what somebody else asked."""
    with file_for(request, public_id, persons.can_exclude) as file:
        row = persons.Exclusion.objects.filter(person=file.person, public_id=exclusion).first()
    if row is None:
        raise Http404
    act: dict[str, Any] = {"actor": request.actor, "exclusion_id": row.pk, "on": clock.today()}
    form = LiftForm(request.POST)
    if "confirm" in request.POST:
        persons.confirm_lifting(version=_version(request), **act)
        return _saved(request, "cases:kept_out", public_id)
    if not done(form, lambda given: persons.ask_to_lift(**act, **given)):
        messages.error(request, _("Elija por qué se levanta; si alguien guardó antes, vea cómo."))
        return redirect("cases:kept_out", public_id)
    return _saved(request, "cases:kept_out", public_id)


@require_POST
def reserve(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Put the file under the reserve of a witness, or end it by the other hand."""
    with file_for(request, public_id, persons.can_seal) as file:
        person, standing = file.person, persons.is_sealed(file.person)
    service = persons.unseal_person if standing else persons.seal_person
    try:
        service(actor=request.actor, person_id=person.pk, on=clock.today())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("cases:kept_out", public_id)
    return _saved(request, "cases:kept_out", public_id)


@require_http_methods(METHODS)
def representatives(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Who says to represent her, what was decided, and noting one more."""
    with file_for(request, public_id, persons.can_change_person) as file:
        form = RepresentativeForm.opened(request)
        person = file.person
    act: dict[str, Any] = {"actor": request.actor, "person_id": person.pk, "on": clock.today()}
    if request.method == "POST" and done(
        form, lambda given: persons.note_representative(**act, **given)
    ):
        return _saved(request, "cases:representatives", public_id)
    return _representatives(request, public_id, form, DecisionForm())


@require_POST
def decide(request: ActorRequest, public_id: UUID, representative: UUID) -> HttpResponse:
    """Write the authority's decision, or end the representation before its term."""
    with file_for(request, public_id, persons.can_change_person) as file:
        row = persons.Representative.objects.filter(
            person=file.person, public_id=representative
        ).first()
    if row is None:
        raise Http404
    act: dict[str, Any] = {"actor": request.actor, "representative_id": row.pk}
    if "end" in request.POST:
        persons.end_representation(version=_version(request), on=clock.today(), **act)
        return _saved(request, "cases:representatives", public_id)
    form = DecisionForm(request.POST)
    if done(form, lambda given: persons.decide_representative(on=clock.today(), **act, **given)):
        return _saved(request, "cases:representatives", public_id)
    return _representatives(request, public_id, RepresentativeForm(), form)


def _representatives(
    request: ActorRequest, public_id: UUID, form: RepresentativeForm, decision: DecisionForm
) -> HttpResponse:
    with file_for(request, public_id, persons.can_change_person) as file:
        context = frame(file, "representatives") | {
            "rows": representatives_of(file),
            "form": form,
            "decision": decision,
            "can_decide": persons.can_decide_representative(request.actor, file.person),
        }
        file.show("representatives")
    return answer(request, "representatives", context, form, decision)


@require_http_methods(METHODS)
def migration(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Her migration status: legal aid on her team, and nobody else."""
    with file_for(request, public_id, persons.can_write_migration) as file:
        told = persons.migration_of(file.ring, file.person)
        person = file.person
        context = frame(file, "migration")
        file.show("migration_words")
    shown: dict[str, Any] = {"version": person.version}
    if told is not None:
        shown |= {"band": told.band, "words": told.words}
    form = MigrationForm(request.POST) if request.method == "POST" else MigrationForm(initial=shown)
    act: dict[str, Any] = {"actor": request.actor, "person_id": person.pk, "on": clock.today()}
    if request.method == "POST" and done(
        form, lambda given: persons.write_migration_status(**act, **given)
    ):
        return _saved(request, "cases:migration", public_id)
    return answer(request, "migration", context | {"form": form}, form)


def _version(request: ActorRequest) -> int:
    """The version that the button was shown with. Raises Http404 for anything else."""
    said = request.POST.get("version", "")
    if not (said.isascii() and said.isdecimal()):
        raise Http404
    return int(said)


def _saved(request: ActorRequest, view: str, public_id: UUID) -> HttpResponse:
    messages.success(request, _("Guardado."))
    return redirect(view, public_id)
