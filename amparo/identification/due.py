"""What is due in identification: decisions waited for, reviews, and telling her."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.identification.choices import SYSTEM_GROUNDS
from amparo.identification.models import Conversation, StatusDecision
from amparo.identification.waiting import awaited_on, untold
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.slots import DueItem
from amparo.persons.public import Basis, Person

REVIEW_AHEAD_DAYS = 7


def due_in_identification(actor: Actor) -> list[DueItem]:
    """In the files that the actor may see; code names, never names, and nobody is ranked."""
    if not actor.granted & {Permission.IDENTIFICATION_SCREEN, Permission.IDENTIFICATION_DECIDE}:
        return []
    with reading(actor) as door:
        standing = _standing(actor, door.on)
        talks = _talks(standing)
        found = [
            (decision.subject, item)
            for decision in standing
            for item in _items(decision, talks[decision.person_id], door.on)
        ]
        door.saw(Verb.CASE_LISTED, {subject for subject, _item in found}, ["code_name"])
    return [item for _subject, item in found]


def _standing(actor: Actor, on: date) -> list[StatusDecision]:
    """Decisions that may have something due; thousands of inherited ones, untouched, have not."""
    talked = Conversation.objects.filter(person=OuterRef("person"))
    visible = StatusDecision.objects.visible_to(actor, on=on).standing()
    awake = visible.filter(
        ~Q(ground__in=SYSTEM_GROUNDS)
        | Q(review_on__lte=on + timedelta(days=REVIEW_AHEAD_DAYS))
        | Q(person__basis=Basis.CHILD_PROTECTION)
        | Exists(talked)
    )
    return list(awake.select_related("person").order_by("pk"))


def _talks(standing: list[StatusDecision]) -> dict[int, list[Conversation]]:
    found: dict[int, list[Conversation]] = defaultdict(list)
    people = [decision.person_id for decision in standing]
    for talk in Conversation.objects.filter(person__in=people, withdrawn_on=None):
        found[talk.person_id].append(talk)
    return found


def _items(decision: StatusDecision, talks: list[Conversation], on: date) -> list[DueItem]:
    items = []
    awaited = awaited_on(decision.person, decision, talks)
    if awaited is not None:
        items.append(_item(decision, _("Decisión pendiente sobre la condición"), awaited))
    if decision.review_on and decision.review_on <= on + timedelta(days=REVIEW_AHEAD_DAYS):
        items.append(_item(decision, _("Revisar la decisión"), decision.review_on))
    if untold(decision, talks):
        items.append(_item(decision, _("Explicarle la decisión"), decision.decided_on))
    return items


def _item(decision: StatusDecision, label: str, on: date) -> DueItem:
    person: Person = decision.person
    return DueItem(
        label=label,
        about=person.code_name,
        due_at=datetime.combine(on, time.max, tzinfo=UTC),
        url=reverse("identification:status", args=[person.public_id]),
        act=_("Ver"),
        waits=_("ella"),
    )
