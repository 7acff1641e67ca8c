"""The two readings that are acts of their own: who she is, and an original."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from amparo.cases import services
from amparo.cases.forms.work import NameForm
from amparo.cases.views.common import answer, file_page, frame
from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.files.models import StoredFile


@require_http_methods(["GET", "POST"])
def name(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Asks why; then shows name, birth and document once, in the answer to that form."""
    with file_page(request, public_id) as file:
        context, case = frame(file, "name"), file.case
        if not context["header"].identity:
            raise Http404
        file.show("header")
    form = NameForm.opened(request)
    if request.method == "GET" or not form.is_valid():
        return answer(request, "name_asked", context | {"form": form}, form)
    identity = services.read_identity(
        actor=request.actor,
        case_id=case.pk,
        reason=form.cleaned_data["reason"],
        on=clock.today(),
    )
    return render(request, "cases/name.html", context | {"identity": identity})


@require_GET
def download(request: ActorRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """One original, as an attachment under a name that says nothing."""
    with file_page(request, public_id) as opened:
        case, named = opened.case, opened.has("files")
    if not named:
        raise Http404
    try:
        stored, content = services.open_attachment(
            actor=request.actor, case_id=case.pk, file=file, on=clock.today()
        )
    except StoredFile.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/octet-stream")
    neutral = f"archivo-{stored.public_id.hex[:8]}"
    response["Content-Disposition"] = content_disposition_header(True, neutral)
    response["X-Content-Type-Options"] = "nosniff"
    return response
