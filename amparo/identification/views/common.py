"""What every view of identification does first: find her, or answer as if she did not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.identification.pages import OpenFile, open_file
from amparo.identification.permissions import can_read_findings, can_screen
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.ui.forms import StaffForm
from amparo.kernel.ui.slots import panels_for
from amparo.persons.public import Person

INVALID = 422


@contextmanager
def status_file(request: ActorRequest, person: UUID) -> Iterator[OpenFile]:
    """Her identification, inside a reading door. Raises Http404 unless the actor may see it."""
    with reading(request.actor) as door:
        try:
            file = open_file(door, person)
        except Person.DoesNotExist:
            raise Http404 from None
        yield file


@contextmanager
def findings_file(request: ActorRequest, person: UUID) -> Iterator[OpenFile]:
    """As `status_file`, for pages that show answers; the same 404, recorded, for anybody else."""
    with _required(request, person, can_read_findings) as file:
        yield file


@contextmanager
def file_to_work_on(request: ActorRequest, person: UUID) -> Iterator[OpenFile]:
    """As `status_file`, for whoever works on her identification."""
    with _required(request, person, can_screen) as file:
        yield file


@contextmanager
def _required(request: ActorRequest, person: UUID, predicate: Any) -> Iterator[OpenFile]:
    try:
        with status_file(request, person) as file:
            require(predicate, request.actor, file.person)
            yield file
    except Denied as refusal:
        record_refusal(request.actor, refusal.predicate)
        raise Http404 from None


def frame(file: OpenFile, here: str) -> dict[str, Any]:
    """Header and tabs, and whatever other apps put on every page about this person."""
    address = [file.person.public_id]
    shown = [("status", _("Condición"))]
    if file.findings:
        shown += [("screenings", _("Tamizaje")), ("test", _("Acto, medio y fin"))]
    return {
        "id": file.person.public_id,
        "code_name": file.person.code_name,
        "age_group": file.person.get_age_group_display(),
        "can_screen": file.can_screen,
        "findings": file.findings,
        "beside": panels_for("identification", file.actor, file.person.public_id),
        "tabs": [
            (label, reverse(f"identification:{name}", args=address), name == here)
            for name, label in shown
        ],
    }


def answer(
    request: ActorRequest, template: str, context: dict[str, Any], *forms: StaffForm
) -> HttpResponse:
    """The page, with 422 when one of its forms has something to mend."""
    status = INVALID if any(form.errors for form in forms) else 200
    return render(request, f"identification/{template}.html", context, status=status)
