"""Pages of the log. Each of them is itself a row: who watches is watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from amparo.kernel import clock
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.audit.models import AuditRow, Checkpoint
from amparo.kernel.audit.proving import DoesNotHold, NotSealedYet, prove
from amparo.kernel.audit.sealing import seal_state
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.audit.witnessing import NothingSealed, states_for_witness
from amparo.oversight.log import unusual
from amparo.oversight.log.forms import FilterForm, LookForm
from amparo.oversight.log.rows import one_row, page_of
from amparo.oversight.log.services import can_read_log, looks_at, review_day
from amparo.oversight.log.unusual import UnusualDay, unusual_days

INVALID, NEWEST = 422, 12
View = Callable[..., HttpResponse]


def for_watchers(view: View) -> View:
    """For auditors and data protection; anybody else is refused, recorded, and finds nothing."""

    @wraps(view)
    def checked(request: ActorRequest, **given: Any) -> HttpResponse:
        try:
            with writing(request.actor):
                require(can_read_log, request.actor)
        except Denied:
            raise Http404 from None
        return view(request, **given)

    return checked


@require_GET
@for_watchers
def listing(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    wanted, after = form.wanted, request.GET.get("desde", "")
    with reading(request.actor):
        page = page_of(wanted, after=int(after) if after.isdecimal() and len(after) < 19 else 0)
        record(request.actor, Verb.AUDIT_LISTED, rows=len(page.rows), **wanted.traces())
    asked = {name: text for name, text in request.GET.items() if name in form.fields and text}
    following = urlencode({**asked, "desde": page.after}) if page.after else ""
    context = {
        "rows": page.rows,
        "filter": form,
        "filtered": bool(asked),
        "next": f"?{following}" if following else "",
    }
    return _answer(request, "list", context, form)


@require_GET
@for_watchers
def show(request: ActorRequest, row: int) -> HttpResponse:
    with reading(request.actor):
        try:
            shown = one_row(row)
        except AuditRow.DoesNotExist:
            raise Http404 from None
        record(request.actor, Verb.AUDIT_READ, row=row)
    return _answer(request, "row", {"shown": shown})


@require_GET
@for_watchers
def proof(request: ActorRequest, row: int) -> HttpResponse:
    """The file that `tools/check_proof.py` reads."""
    try:
        text = prove(actor=request.actor, row_id=row)
    except (NotSealedYet, DoesNotHold):
        raise Http404 from None
    return _file(text, f"prueba-{row}.json")


@require_GET
@for_watchers
def seals(request: ActorRequest) -> HttpResponse:
    with reading(request.actor):
        newest = list(Checkpoint.objects.order_by("-number")[:NEWEST])
        record(request.actor, Verb.AUDIT_LISTED, kind="checkpoint", rows=len(newest))
    context = {"state": seal_state(), "seals": newest, "now": clock.now()}
    return _answer(request, "seals", context)


@require_GET
@for_watchers
def witness(request: ActorRequest) -> HttpResponse:
    try:
        text = states_for_witness(actor=request.actor)
    except NothingSealed:
        raise Http404 from None
    return _file(text, f"testigo-{clock.today().isoformat()}.json")


@require_GET
@for_watchers
def days(request: ActorRequest) -> HttpResponse:
    with reading(request.actor) as door:
        found = unusual_days(door.on)
        looks = looks_at(request.actor, [day.account for day in found], door.on)
        record(request.actor, Verb.AUDIT_LISTED, kind="day", rows=len(found))
    seen = [(day, looks.get((day.account, day.on), [])) for day in found]
    context = {
        "waiting": [day for day, earlier in seen if not earlier],
        "looked": [(day, earlier) for day, earlier in seen if earlier],
        "rules": unusual,
    }
    return _answer(request, "days", context)


@require_http_methods(["GET", "POST"])
@for_watchers
def review(request: ActorRequest, account: UUID, day: str) -> HttpResponse:
    """One account's day: why it is here, what was found out, and a note."""
    form = LookForm.opened(request)
    if request.method == "POST" and form.is_valid():
        try:
            review_day(actor=request.actor, account=account, on=_day(day), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("log:days")
    with reading(request.actor) as door:
        found = _found(account, _day(day), door.on)
        looks = looks_at(request.actor, [account], door.on)
        record(request.actor, Verb.AUDIT_LISTED, kind="day", account=str(account), day=day)
    context = {"day": found, "looks": looks.get((account, found.on), []), "form": form}
    return _answer(request, "day", context, form)


def _found(account: UUID, on: date, today: date) -> UnusualDay:
    for day in unusual_days(today):
        if (day.account, day.on) == (account, on):
            return day
    raise Http404


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _answer(
    request: ActorRequest, template: str, context: dict[str, Any], form: Any = None
) -> HttpResponse:
    status = INVALID if form is not None and form.errors else 200
    return render(request, f"oversight/log/{template}.html", context, status=status)
