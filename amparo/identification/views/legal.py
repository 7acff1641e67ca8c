"""Act, means and purpose: the form, and what it amounts to."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from amparo.identification import services
from amparo.identification.forms import LegalTestForm, add_errors
from amparo.identification.models import LegalTest
from amparo.identification.pages import asked_of
from amparo.identification.permissions import can_screen
from amparo.identification.results import finding_page
from amparo.identification.views.common import answer, findings_file, frame
from amparo.kernel import clock
from amparo.kernel.access.doors import require
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import AgeGroup


@require_http_methods(["GET", "HEAD", "POST"])
def test(request: ActorRequest, person: UUID) -> HttpResponse:
    """Earlier tests, and a new one for whoever works on her identification."""
    form = LegalTestForm.opened(request)
    with findings_file(request, person) as file:
        if request.method == "POST":
            require(can_screen, request.actor, file.person)
        person_id, age = file.person.pk, file.person.age_group
        context = frame(file, "test") | {
            "asked": [each for each in asked_of(file) if each.kind == "test"],
            "child": age != AgeGroup.ADULT,
            "in_doubt": age == AgeGroup.IN_DOUBT,
        }
        file.show()
    if request.method == "POST" and form.is_valid():
        try:
            written = services.record_legal_test(
                actor=request.actor, person_id=person_id, on=clock.today(), **form.facts()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("identification:finding", person, written.public_id)
    return answer(request, "test", context | {"form": form}, form)


@require_safe
def finding(request: ActorRequest, person: UUID, test: UUID) -> HttpResponse:
    """The three elements, why, and who must act."""
    with findings_file(request, person) as file:
        row = get_object_or_404(
            LegalTest.objects.select_related("by__desk__organisation"),
            person=file.person,
            public_id=test,
        )
        context = frame(file, "test") | finding_page(row)
        file.show()
    return answer(request, "finding", context)
