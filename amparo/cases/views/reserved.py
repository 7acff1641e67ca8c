"""Reserved notes of a file: a page that is there only for whoever reads one of their classes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amparo.cases.forms.reserved import ReservedNoteForm
from amparo.cases.forms.versioned import done
from amparo.cases.models import Case
from amparo.cases.pages.reserved import reads_reserved, sections_of
from amparo.cases.services.reserved import add_reserved_note, open_clinical_notes
from amparo.cases.views.common import answer, file_page, frame, fresh
from amparo.kernel import clock
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.services import record_refusal


@require_GET
def reserved(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return _page(request, public_id)


@require_POST
def add(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Append a note of one class."""
    case = _case(request, public_id)
    named = request.POST.get("data_class", "")
    form = ReservedNoteForm.opened(request, auto_id=f"{named}_%s")
    if done(
        form,
        lambda given: add_reserved_note(
            actor=request.actor,
            case_id=case.pk,
            data_class=DataClass(given["data_class"]),
            text=given["text"],
            on=clock.today(),
        ),
    ):
        messages.success(request, _("Guardado."))
        return redirect("cases:reserved", public_id)
    return _page(request, public_id, form)


@require_POST
def share(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Open clinical notes to the desks that she allowed."""
    case = _case(request, public_id)
    form = ReservedNoteForm({"data_class": DataClass.CLINICAL, "text": "-"})
    if done(
        form,
        lambda _given: open_clinical_notes(actor=request.actor, case_id=case.pk, on=clock.today()),
    ):
        messages.success(request, _("Abiertas a las mesas que ella permitió."))
        return redirect("cases:reserved", public_id)
    return _page(request, public_id, form)


def _case(request: ActorRequest, public_id: UUID) -> Case:
    """The case, for whoever reads something reserved in it; anybody else gets the same 404."""
    with file_page(request, public_id) as file:
        reads, case = reads_reserved(file), file.case
    if not reads:
        record_refusal(request.actor, reads_reserved.__name__)
        raise Http404
    return case


def _page(
    request: ActorRequest, public_id: UUID, sent: ReservedNoteForm | None = None
) -> HttpResponse:
    with file_page(request, public_id) as file:
        sections = sections_of(file)
        if not sections:
            raise Http404
        context = frame(file, "reserved")
        file.show(*(one.data_class for one in sections))
    of_class = sent.data.get("data_class") if sent is not None else None
    shown = [
        (one, sent if one.data_class == of_class else _empty(request, one.data_class))
        for one in sections
    ]
    forms = [sent] if sent is not None else []
    return answer(request, "reserved", context | {"sections": shown, "sent": sent}, *forms)


def _empty(request: ActorRequest, data_class: DataClass) -> ReservedNoteForm:
    return fresh(
        ReservedNoteForm,
        request,
        data_class.value,
        auto_id=f"{data_class}_%s",
        initial={"data_class": data_class.value},
    )
