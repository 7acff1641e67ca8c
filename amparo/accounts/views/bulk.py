"""Many accounts at once: closed in one act, or opened from one file."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import services
from amparo.accounts.choices import ClosingReason
from amparo.accounts.forms.managing import ChooseForm, ImportForm
from amparo.accounts.models import BulkClosing
from amparo.accounts.pages import ClosingPage, closing_page
from amparo.accounts.permissions import can_confirm_closing, can_see_closing
from amparo.accounts.receiving import named
from amparo.accounts.services.bulk import Chosen
from amparo.accounts.services.importing import COLUMNS, LONGEST_ROWS, NOTE
from amparo.accounts.views.common import administrator, answer, proved_lately
from amparo.kernel import clock
from amparo.kernel.access.doors import reading
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record_refusal
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.cells import SafeWriter

STEP = 25  # accounts closed by one press, where no worker runs
REFRESH_SECONDS = 5


@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest) -> HttpResponse:
    """Which accounts; what happens to each is shown before anything happens."""
    actor = administrator(request)
    form = ChooseForm.opened(request, actor=actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        closing = services.choose_accounts(
            actor=actor,
            chosen=Chosen(
                organisation=form.institution,
                desks=form.desks_chosen,
                roles=tuple(Role(role) for role in given["roles"]),
                ends_by=given["ends_by"],
            ),
            reason=ClosingReason(given["reason"]),
            on=clock.today(),
        )
        return redirect("accounts:closing", closing.public_id)
    return answer(request, "choose", {}, form)


@require_http_methods(["GET", "POST"])
def closing(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Before confirming: who receives what. Afterwards: how far it is, and how it ended."""
    found, page = _closing(request, public_id)
    if request.method == "POST":
        _name_successors(request, page)
        messages.success(request, _("Guardado. Revise y confirme."))
        return redirect("accounts:closing", public_id)
    working = found.confirmed_at is not None and found.finished_at is None
    context = {
        "closing": found,
        "page": page,
        "named": named,
        "working": working,
        "refresh": REFRESH_SECONDS,
        "may_confirm": can_confirm_closing(request.actor, found),
    }
    return answer(request, "closing", context)


@require_POST
def confirm(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Only after she proves again who she is."""
    found, _page = _closing(request, public_id)
    elsewhere = proved_lately(request, request.path.removesuffix("confirmar/"))
    if elsewhere is not None:
        return elsewhere
    services.confirm_closing(actor=request.actor, closing_id=found.pk)
    return redirect("accounts:closing", public_id)


@require_POST
def go_on(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Do the next ones now, whether or not a worker is at it."""
    found, _page = _closing(request, public_id)
    if not can_confirm_closing(request.actor, found):
        record_refusal(request.actor, can_confirm_closing.__name__)
        raise Http404
    services.work_on(found, limit=STEP)
    return redirect("accounts:closing", public_id)


@require_safe
def report(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What happened to each account, as a table to keep with the act."""
    _found, page = _closing(request, public_id)
    out = io.StringIO()
    table = SafeWriter(out)
    table.row(["cuenta", "nombre", "mesa", "resultado", "motivo", "recibe", "fecha"])
    for one in page.rows:
        row = one.row
        cells = [
            row.membership.user.username,
            row.membership.user.display_name,
            str(row.membership.desk),
            row.get_state_display(),
            row.get_why_display() if row.why else "",
            named(row.successor) if row.successor else "",
            row.done_at.date().isoformat() if row.done_at else "",
        ]
        table.row(cells)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cierre.csv"'
    return response


@require_http_methods(["GET", "POST"])
def import_file(request: ActorRequest) -> HttpResponse:
    """One account per row; what does not hold is said row by row and nothing is opened."""
    actor = administrator(request)
    form, faults = ImportForm.opened(request), []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        done = services.import_accounts(actor=actor, content=content, on=clock.today())
        if done.opened:
            context = {"sheets": done.opened, "faults": done.faults, "address": request.get_host()}
            return answer(request, "sheets", context)
        faults = done.faults
        form.add_error(
            "file", _("No se abrió ninguna cuenta. Corrija el archivo y súbalo otra vez.")
        )
    context = {"faults": faults, "columns": [*COLUMNS, NOTE], "limit": LONGEST_ROWS}
    return answer(request, "import", context, form)


def _closing(request: ActorRequest, public_id: UUID) -> tuple[BulkClosing, ClosingPage]:
    """A closing of her institutions with its rows. Raises Http404, recorded when it exists."""
    actor = administrator(request)
    found = BulkClosing.objects.select_related("organisation").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if not can_see_closing(actor, found):
        record_refusal(actor, can_see_closing.__name__)
        raise Http404
    with reading(actor) as door:
        page = closing_page(actor, found, door.on)
        door.saw(Verb.CLOSING_READ, [one.row.membership.user.public_id for one in page.rows])
    return found, page


def _name_successors(request: ActorRequest, page: ClosingPage) -> None:
    """Empty answers leave the account open; unknown ones are nobody's form."""
    by_row = {}
    for one in page.rows:
        if not one.leads or one.field not in request.POST:
            continue
        offered = {str(colleague.public_id): colleague for colleague in one.colleagues}
        given = request.POST[one.field]
        if given and given not in offered:
            raise Http404
        by_row[one.row.pk] = offered.get(given)
    services.name_successors(
        actor=request.actor, closing_id=page.closing.pk, by_row=by_row, on=clock.today()
    )
