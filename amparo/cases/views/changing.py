"""Whatever is changed: answers about her, modalities, needs, goals, and the state of the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.cases import services
from amparo.cases.choices import GoalState, NeedState
from amparo.cases.forms.person import (
    CONTACT,
    PROFILE,
    EditContactForm,
    EditIdentityForm,
    EditProfileForm,
    answers,
)
from amparo.cases.forms.versioned import Act, VersionedForm, changed_meanwhile, done
from amparo.cases.forms.work import GoalStateForm, ModalitiesForm, NeedStateForm, StepForm
from amparo.cases.models import Goal, Need
from amparo.cases.pages.file import CaseFile
from amparo.cases.pages.work import StepOpen, goals_of, needs_of, steps_open
from amparo.cases.views.common import answer, file_to_change, frame
from amparo.cases.wording import answer_title, answer_words, codes_words
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import change_person

Now = list[tuple[str, Any]]  # title and words of what is stored at present


@require_http_methods(["GET", "POST"])
def profile(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        person = file.person
        stored = {name: getattr(person, name) for name in ("age_group", *PROFILE)}
        initial = stored | {"version": person.version}
        form = EditProfileForm.opened(request, actor=request.actor, initial=initial)
        names = tuple(name for name in stored if name in form.fields)
        context = _editing(file, _("Datos para la atención"), _said(stored, names))
    act = _person_act(request, person.pk, lambda given: (answers(given, names), {}))
    return _edit(request, form, context, person.version, act)


@require_http_methods(["GET", "POST"])
def contact(request: ActorRequest, public_id: UUID) -> HttpResponse:
    sealed = ("contact_note", "address")
    with file_to_change(request, public_id) as file:
        person = file.person
        stored = {name: getattr(person, name) for name in CONTACT}
        words = {name: file.text(person, name, "contact") or "" for name in sealed}
        initial = stored | words | {"version": person.version}
        form = EditContactForm.opened(request, initial=initial)
        now = [*_said(stored, CONTACT), (_("Cómo exactamente"), words["contact_note"])]
        context = _editing(file, _("Contacto seguro"), [*now, (_("Dónde está"), words["address"])])
    act = _person_act(
        request,
        person.pk,
        lambda given: (answers(given, CONTACT), {name: given[name] for name in sealed}),
    )
    return _edit(request, form, context, person.version, act)


@require_http_methods(["GET", "POST"])
def identity(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Writes without showing: what is stored stays sealed on this page."""
    sealed = ("name", "known_as", "birth", "document")
    with file_to_change(request, public_id) as file:
        person = file.person
        form = EditIdentityForm.opened(request, initial={"version": person.version})
        context = _editing(file, _("Nombre, nacimiento y documento"), [])
    act = _person_act(
        request, person.pk, lambda given: ({}, {n: given[n] for n in sealed if given[n]})
    )
    return _edit(request, form, context, person.version, act)


@require_http_methods(["GET", "POST"])
def modalities(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        case = file.case
        initial = {"modalities": case.modalities, "version": case.version}
        form = ModalitiesForm.opened(request, initial=initial)
        now = [(_("Modalidades"), codes_words("modality", case.modalities))]
        context = _editing(file, _("Modalidades"), now)

    def act(given: dict[str, Any]) -> None:
        services.set_modalities(actor=request.actor, case_id=case.pk, **given)

    return _edit(request, form, context, case.version, act)


@require_http_methods(["GET", "POST"])
def need(request: ActorRequest, public_id: UUID, need: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        found = next((each for each in needs_of(file) if each.public_id == need), None)
        row = Need.objects.filter(public_id=need, case=file.case).first()
        if found is None or row is None:
            raise Http404
        form = NeedStateForm.opened(request, initial={"state": row.state, "version": row.version})
        now = [(found.kind, found.words), (_("Cómo va"), row.get_state_display())]
        context = _editing(file, _("Necesidad"), now, back="cases:plan")

    def act(given: dict[str, Any]) -> None:
        state = NeedState(given["state"])
        services.answer_need(
            actor=request.actor, need_id=row.pk, version=given["version"], state=state
        )

    return _edit(request, form, context, row.version, act)


@require_http_methods(["GET", "POST"])
def goal(request: ActorRequest, public_id: UUID, goal: UUID) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        found = next((each for each in goals_of(file) if each.public_id == goal), None)
        row = Goal.objects.filter(public_id=goal, case=file.case).first()
        if found is None or row is None:
            raise Http404
        form = GoalStateForm.opened(request, initial={"state": row.state, "version": row.version})
        now = [(_("Meta"), found.words), (_("Cómo quedó"), row.get_state_display())]
        context = _editing(file, _("Meta"), now, back="cases:plan")

    def act(given: dict[str, Any]) -> None:
        state = GoalState(given["state"])
        services.answer_goal(
            actor=request.actor, goal_id=row.pk, version=given["version"], state=state
        )

    return _edit(request, form, context, row.version, act)


@require_http_methods(["GET", "POST"])
def step(request: ActorRequest, public_id: UUID, target: str) -> HttpResponse:
    with file_to_change(request, public_id) as file:
        case, open_step = file.case, _step_to(file, target)
        form = StepForm.opened(
            request, target=target, initial={"version": case.version, "target": target}
        )
        context = _editing(file, open_step.label, [], back="cases:show")
        context["missing"] = open_step.missing

    def act(given: dict[str, Any]) -> None:
        services.move_case(
            actor=request.actor,
            case_id=case.pk,
            version=given["version"],
            target=target,
            reason=given.get("reason", ""),
            on=clock.today(),
        )

    return _edit(request, form, context, case.version, act)


def _step_to(file: CaseFile, target: str) -> StepOpen:
    for each in steps_open(file):
        if each.target == target:
            return each
    raise Http404


def _said(stored: dict[str, Any], names: tuple[str, ...]) -> Now:
    return [(answer_title(name), answer_words(name, stored[name])) for name in names]


def _editing(file: CaseFile, title: str, now: Now, back: str = "cases:show") -> dict[str, Any]:
    file.show("edit")
    return frame(file, "edit") | {"title": title, "now": now, "back": back}


def _person_act(request: ActorRequest, person_id: int, split: Any) -> Act:
    """Saves coded answers and words: ``split`` takes them out of what the form gave."""

    def act(given: dict[str, Any]) -> None:
        coded, words = split(given)
        change_person(
            actor=request.actor,
            person_id=person_id,
            version=given["version"],
            coded=coded,
            words=words,
            on=clock.today(),
        )

    return act


def _edit(
    request: ActorRequest, form: VersionedForm, context: dict[str, Any], version: int, act: Act
) -> HttpResponse:
    """Save and go back; or show the form again, beside what somebody else saved meanwhile."""
    if request.method == "POST" and done(form, act):
        messages.success(request, _("Guardado."))
        return redirect(context["back"], context["id"])
    if changed_meanwhile(form):
        form.renew(version)
    return answer(request, "edit", context | {"form": form}, form)
