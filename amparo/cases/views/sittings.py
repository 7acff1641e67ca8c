"""Group intake: a board of numbered cards, and ten quick rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from amparo.cases import services
from amparo.cases.forms.sitting import RowForm, SittingForm
from amparo.cases.forms.versioned import done
from amparo.cases.pages.sittings import ROWS_AT_ONCE, Board, board_of, group_of, sittings_of
from amparo.cases.views.common import answer
from amparo.kernel import clock
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import GroupIntake, can_open_person, can_register_card, open_group


@contextmanager
def sitting_page(request: ActorRequest, public_id: UUID) -> Iterator[tuple[GroupIntake, Board]]:
    """The sitting and its board, inside a reading door. Raises Http404 for other teams."""
    with reading(request.actor) as door:
        try:
            group = group_of(door, public_id)
        except GroupIntake.DoesNotExist:
            raise Http404 from None
        yield group, board_of(door, group)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    require(can_open_person, request.actor)
    form = SittingForm.opened(request, actor=request.actor)
    opened = list[GroupIntake]()
    if request.method == "POST" and done(
        form,
        lambda given: opened.append(open_group(actor=request.actor, on=clock.today(), **given)),
    ):
        return redirect("cases:sitting", opened[0].public_id)
    with reading(request.actor) as door:
        sittings = sittings_of(door)
    return answer(request, "sitting_new", {"form": form, "sittings": sittings}, form)


@require_GET
def board(request: ActorRequest, public_id: UUID) -> HttpResponse:
    with sitting_page(request, public_id) as (_group, shown):
        context = {"board": shown}
    return render(request, "cases/sitting.html", context)


@require_GET
def cards(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Numbered cards to print: a number, and what she may do with it. Nothing about why."""
    with sitting_page(request, public_id) as (_group, shown):
        context = {"board": shown}
    return render(request, "cases/cards.html", context)


@require_http_methods(["GET", "POST"])
def rows(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ten cards at a time; each row is kept whole or not at all, and a bad one waits alone."""
    with sitting_page(request, public_id) as (group, shown):
        require(can_register_card, request.actor, group)
    if request.method == "GET":
        forms = [RowForm.opened(request, card=card) for card in shown.free[:ROWS_AT_ONCE]]
        return answer(request, "sitting_rows", {"board": shown, "forms": forms}, *forms)
    sent = [RowForm.opened(request, card=card) for card in _sent(request, group)]
    kept, waiting = _register(request, group, sent)
    if kept:
        said = ngettext("Se registró %(n)d persona.", "Se registraron %(n)d personas.", kept)
        messages.success(request, said % {"n": kept})
    if waiting:
        context = {"board": shown, "forms": waiting, "waiting": True}
        return answer(request, "sitting_rows", context, *waiting)
    return redirect("cases:sitting_rows" if len(shown.free) > kept else "cases:sitting", public_id)


def _register(
    request: ActorRequest, group: GroupIntake, sent: list[RowForm]
) -> tuple[int, list[RowForm]]:
    """How many rows were kept, and those that have something to mend."""
    filled = [form for form in sent if form.has_changed()]
    waiting = [form for form in filled if not _keep(request, group, form)]
    return len(filled) - len(waiting), waiting


def _keep(request: ActorRequest, group: GroupIntake, form: RowForm) -> bool:
    return done(
        form,
        lambda _given: services.register_row(
            actor=request.actor, group=group, row=form.row, on=clock.today()
        ),
    )


def _sent(request: ActorRequest, group: GroupIntake) -> list[int]:
    """Numbers of the rows that were on the page."""
    said = request.POST.getlist("card")[:ROWS_AT_ONCE]
    return [int(card) for card in said if card.isdecimal() and 1 <= int(card) <= group.cards]
