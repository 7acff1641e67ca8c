"""Registering a person: four answers, and whatever else came up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.cases import services
from amparo.cases.forms.person import RegisterForm
from amparo.cases.forms.versioned import done
from amparo.cases.models import Case
from amparo.cases.pages.listing import Row, rows_of
from amparo.cases.views.common import answer
from amparo.kernel import clock
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import can_open_person, own_duplicates
from amparo.reports.public import headings

SAME_NAME = 409  # the draft stays until somebody decides


@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    require(can_open_person, request.actor)
    report = _report_of(request)
    form = RegisterForm.opened(request, actor=request.actor, initial={"from_report": report})
    if request.method == "POST" and form.is_valid():
        alike = [] if form.cleaned_data["distinct"] else _alike(request, form.cleaned_data["name"])
        if alike:
            context = {"rows": alike, "form": form}
            return render(request, "cases/duplicates.html", context, status=SAME_NAME)
        opened = list[Case]()
        if done(form, lambda given: opened.append(_open(request, form, given))):
            name = {"code_name": opened[0].person.code_name}
            messages.success(
                request, _("Ficha abierta con el nombre en clave %(code_name)s.") % name
            )
            return redirect("cases:show", opened[0].public_id)
    return answer(request, "register", {"form": form, "report": report}, form)


def _open(request: ActorRequest, form: RegisterForm, given: dict[str, Any]) -> Case:
    return services.open_file(
        actor=request.actor,
        fields=form.fields_to_open,
        on=clock.today(),
        from_report=given["from_report"],
    )


def _alike(request: ActorRequest, name: str) -> list[Row]:
    """Files of one's own teams that may be hers: code names only, and the seeking is recorded."""
    with reading(request.actor) as door:
        people = own_duplicates(actor=request.actor, name=name, on=door.on)
        visible = Case.objects.visible_to(request.actor, on=door.on)
        cases = list(visible.filter(person__in=people).select_related("person"))
        door.saw(Verb.DUPLICATES_SOUGHT, [case.subject for case in cases], ["code_name"])
        return rows_of(request.actor, cases, door.on)


def _report_of(request: ActorRequest) -> UUID | None:
    """The report that led to her, if the actor may see it. Raises Http404 otherwise."""
    said = request.POST.get("from_report") or request.GET.get("aviso") or ""
    if not said:
        return None
    try:
        report = UUID(said)
    except ValueError:
        raise Http404 from None
    if report not in headings(request.actor, [report]):
        raise Http404
    return report
