"""The legal pack: what is loaded, what is missing, and loading one more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.oversight import services
from amparo.oversight.forms import PaperForm
from amparo.oversight.models import LegalPaper
from amparo.oversight.permissions import can_load_papers
from amparo.oversight.services.papers import PaperFields, in_force, missing
from amparo.oversight.views.common import answer, for_whoever, put


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever(can_load_papers)
def papers(request: ActorRequest) -> HttpResponse:
    """What is in force and what is missing; loading one more."""
    form = PaperForm.opened(request)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            services.load_paper(
                actor=request.actor,
                fields=PaperFields(**said),
                name=file.name,
                content=file.read(),
                on=clock.today(),
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Quedó cargado."))
            return redirect("oversight:papers")
    with reading(request.actor) as door:
        rows = in_force(request.actor.home, door.on)
        lacking = missing(request.actor.home)
    return answer(request, "papers", {"rows": rows, "missing": lacking, "form": form}, form)


@require_safe
@for_whoever(can_load_papers)
def paper_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The paper as it was loaded; always as a download, never shown by the browser."""
    with reading(request.actor):
        found = LegalPaper.objects.filter(
            public_id=public_id, organisation_id=request.actor.home
        ).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.file_name)
    return response
