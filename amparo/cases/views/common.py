"""What every view of a file does first: find it, or answer as if it did not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.cases.models import Case
from amparo.cases.pages.file import CaseFile, header_of, open_page
from amparo.cases.pages.reserved import reads_reserved
from amparo.cases.permissions import can_change_case
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import AgeGroup

F = TypeVar("F", bound=StaffForm)
INVALID = 422


@contextmanager
def file_page(request: ActorRequest, public_id: UUID) -> Iterator[CaseFile]:
    """The file, inside a reading door. Raises Http404 unless the actor may see it."""
    with reading(request.actor) as door:
        try:
            file = open_page(door, public_id)
        except Case.DoesNotExist:
            raise Http404 from None
        yield file


@contextmanager
def file_to_change(request: ActorRequest, public_id: UUID) -> Iterator[CaseFile]:
    """As `file_page`, for whoever may write in it; anybody else gets the same 404, recorded."""
    try:
        with file_page(request, public_id) as file:
            require(can_change_case, request.actor, file.case)
            yield file
    except Denied as refusal:
        record_refusal(request.actor, refusal.predicate)
        raise Http404 from None


def case_to_change(request: ActorRequest, public_id: UUID) -> Case:
    """The case with its person, for a view that only writes."""
    with file_to_change(request, public_id) as file:
        return file.case


def frame(file: CaseFile, here: str) -> dict[str, Any]:
    """Header, tabs and what the actor may do: read inside the door, shown after it closes."""
    return {
        "id": file.case.public_id,
        "header": header_of(file),
        "parts": file.parts,
        "team": file.team,
        "can_change": file.can_change,
        "tabs": _tabs(file, here),
        "emergency_until": _emergency_until(file),
    }


def _emergency_until(file: CaseFile) -> datetime | None:
    """Until when this file is open to the actor by an emergency, if that is how she came in."""
    if not file.actor.emergency or file.team:
        return None
    live = EmergencyOpening.objects.live_for(file.actor).filter(person=file.case.subject)
    return live.values_list("ends_at", flat=True).first()


def _tabs(file: CaseFile, here: str) -> list[tuple[str, str, bool]]:
    shown = [
        ("show", _("Resumen")),
        ("events", _("Hechos")),
        ("plan", _("Necesidades y plan")),
        ("notes", _("Notas y archivos")),
        ("sharing", _("Permisos")),
    ]
    if reads_reserved(file):
        shown.insert(4, ("reserved", _("Notas reservadas")))
    if file.team:
        shown += [
            ("team", _("Equipo")),
            ("history", _("Historial")),
            ("readings", _("Quién lo leyó")),
        ]
        shown += [(name, label) for name, label, may in _for_some(file) if may]
    address = [file.case.public_id]
    return [(label, reverse(f"cases:{name}", args=address), name == here) for name, label in shown]


def _for_some(file: CaseFile) -> list[tuple[str, Any, bool]]:
    """Pages of the team that only some of its functions have."""
    actor, child = file.actor, file.person.age_group != AgeGroup.ADULT
    return [
        ("kept_out", _("Apartados"), actor.has(Permission.PERSON_EXCLUDE)),
        ("representatives", _("Quién la representa"), file.can_change and child),
        ("migration", _("Situación migratoria"), actor.has(Permission.MIGRATION_WRITE)),
    ]


def answer(
    request: ActorRequest, template: str, context: dict[str, Any], *forms: StaffForm
) -> HttpResponse:
    """The page, with 422 when one of its forms has something to mend."""
    status = INVALID if any(form.errors for form in forms) else 200
    return render(request, f"cases/{template}.html", context, status=status)


def fresh(form: type[F], request: ActorRequest, draft: str, **kwargs: Any) -> F:
    """A form that was not sent: from its draft when the page is being opened."""
    if request.method == "GET":
        return form.opened(request, draft=draft, **kwargs)
    return form(**kwargs)
