"""What is due in the cases of one's own teams; the home page asks, and so does each file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.cases.choices import GoalState, NeedState
from amparo.cases.models import Case, Goal, Need
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.slots import DueItem
from amparo.persons.public import Consent, Person, Share

NEED_WAITS_DAYS = 7
GOAL_AHEAD_DAYS = 7
CONSENT_AHEAD_DAYS = 14


def due_in_cases(actor: Actor) -> list[DueItem]:
    """Needs open too long, goals due or late, permissions about to end; code names, never names."""
    if not actor.has(Permission.CASE_WRITE):
        return []
    with reading(actor) as door:
        mine = Person.objects.of_my_teams(actor, on=door.on)
        working = Case.objects.filter(person__in=mine).exclude(state="closed")
        return due_among(door, working)


def due_among(door: Door, cases: Any) -> list[DueItem]:
    """What is due among the cases of a queryset that is already scoped to own teams."""
    found = [*_needs(cases, door.on), *_goals(cases, door.on), *_consents(cases, door.on)]
    door.saw(Verb.CASE_LISTED, {case.subject for case, _item in found}, ["code_name"])
    return [item for _case, item in found]


def _needs(cases: Any, on: date) -> list[tuple[Case, DueItem]]:
    waiting = Need.objects.filter(
        case__in=cases, state=NeedState.OPEN, noted_on__lte=on - timedelta(days=NEED_WAITS_DAYS)
    )
    return [
        (
            need.case,
            DueItem(
                label=_("Necesidad abierta: %(kind)s") % {"kind": need.get_kind_display()},
                about=need.case.person.code_name,
                due_at=_end_of(need.noted_on + timedelta(days=NEED_WAITS_DAYS)),
                url=reverse("cases:plan", args=[need.case.public_id]),
                act=_("Ver"),
                waits=_("ella"),
            ),
        )
        for need in waiting.select_related("case__person")
    ]


def _goals(cases: Any, on: date) -> list[tuple[Case, DueItem]]:
    near = Goal.objects.filter(
        case__in=cases, state=GoalState.AGREED, due_on__lte=on + timedelta(days=GOAL_AHEAD_DAYS)
    )
    return [
        (
            goal.case,
            DueItem(
                label=_("Meta de su plan"),
                about=goal.case.person.code_name,
                due_at=_end_of(goal.due_on),
                url=reverse("cases:plan", args=[goal.case.public_id]),
                act=_("Ver"),
            ),
        )
        for goal in near.select_related("case__person")
        if goal.due_on is not None
    ]


def _consents(cases: Any, on: date) -> list[tuple[Case, DueItem]]:
    """Shares about to end. She is asked at the next meeting: nobody contacts her to renew."""
    until = on + timedelta(days=CONSENT_AHEAD_DAYS)
    shared = Share.objects.filter(ended_on=None).values("consent")
    ending = Consent.objects.live(on).filter(
        person__in=cases.values("person"), expires_on__lte=until, pk__in=shared
    )
    rows = list(ending.select_related("desk__organisation"))
    theirs = cases.filter(person__in=[each.person_id for each in rows]).select_related("person")
    by_person = {case.person_id: case for case in theirs}
    return [
        (
            by_person[consent.person_id],
            DueItem(
                label=_("Termina un permiso: renovar en el próximo encuentro"),
                about=by_person[consent.person_id].person.code_name,
                due_at=_end_of(consent.expires_on),
                url=reverse("cases:sharing", args=[by_person[consent.person_id].public_id]),
                act=_("Preparar"),
                waits=consent.desk.organisation.name,
            ),
        )
        for consent in rows
    ]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=UTC)
