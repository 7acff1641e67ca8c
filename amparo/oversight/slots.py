"""What this app puts into the pages of others: menu, what is due, and her rights on her page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.expiring import due_expiries
from amparo.kernel.ui.slots import DueItem, MenuEntry, Panel, add_due, add_menu, add_panel
from amparo.oversight.models import Breach, BreachPerson, Outcome, RightsRequest
from amparo.oversight.permissions import can_ask_for_her, can_manage_breach, only_answerable
from amparo.persons.public import Person


def rights_panel(actor: Actor, person: UUID) -> Panel | None:
    """Her copy and her requests, for her own team."""
    known = Person.objects.visible_to(actor, on=clock.today()).filter(public_id=person).first()
    if known is None or not can_ask_for_her(actor, known):
        return None
    waiting = RightsRequest.objects.filter(subject=person, outcome=Outcome.OPEN).count()
    context = {"person": person, "waiting": waiting}
    return Panel(gettext_lazy("Sus derechos"), "oversight/_panel.html", context, order=80)


def due_for_protection(actor: Actor) -> list[DueItem]:
    """Requests without an answer, the authority's clock of a breach, and terms that ran out."""
    if not actor.has(Permission.RIGHTS_ANSWER):
        return []
    with reading(actor):
        mine = RightsRequest.objects.filter(organisation_id=actor.home)
        waiting = only_answerable(actor, mine.filter(outcome=Outcome.OPEN))
        found = [_request(each) for each in waiting]
        if can_manage_breach(actor):
            untold = Breach.objects.filter(organisation_id=actor.home, notified_at=None)
            found += [_breach(each) for each in untold.filter(closed_on=None)]
        expiries = due_expiries(actor)
    if expiries:
        found.append(
            DueItem(
                label=_("Plazos cumplidos por revisar: %(count)d") % {"count": len(expiries)},
                about="",
                due_at=_end_of(expiries[0].due_on),
                url=reverse("oversight:retention"),
                act=_("Revisar"),
            )
        )
    return found


def due_for_her_team(actor: Actor) -> list[DueItem]:
    """People of one's own teams whom a breach touches: first their safety, then to tell them."""
    if not actor.has(Permission.CASE_WRITE):
        return []
    with reading(actor) as door:
        mine = dict(
            Person.objects.of_my_teams(actor, on=door.on).values_list("public_id", "code_name")
        )
        rows = BreachPerson.objects.filter(told_on=None, organisation_id=actor.home)
        hers = [each for each in rows.select_related("breach") if each.subject in mine]
        door.saw(Verb.BREACH_READ, [each.subject for each in hers], ["code_name"])
    return [_person(each, mine[each.subject]) for each in hers]


def _request(asked: RightsRequest) -> DueItem:
    return DueItem(
        label=_("Responder: %(kind)s") % {"kind": asked.get_kind_display()},
        about=str(asked.subject)[:8],
        due_at=_end_of(asked.due_on),
        url=reverse("oversight:request", args=[asked.public_id]),
        act=_("Responder"),
        waits=_("ella"),
    )


def _breach(breach: Breach) -> DueItem:
    return DueItem(
        label=_("Avisar de una brecha a la autoridad"),
        about=str(breach.get_kind_display()),
        due_at=breach.notify_by,
        url=reverse("oversight:breach", args=[breach.public_id]),
        act=_("Abrir"),
    )


def _person(touched: BreachPerson, code_name: str) -> DueItem:
    """Her safety is looked at on the day it is known; telling her has the authority's clock."""
    breach, safe = touched.breach, touched.reassessed_on is not None
    return DueItem(
        label=_("Brecha: avisarle") if safe else _("Brecha: revisar su seguridad hoy"),
        about=code_name,
        due_at=breach.notify_by if safe else _end_of(breach.known_at.date()),
        url=reverse("oversight:breach_person", args=[touched.public_id]),
        act=_("Abrir"),
        waits=_("ella"),
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=UTC)


for label, view, permission, order in (
    (gettext_lazy("Derechos"), "oversight:requests", Permission.RIGHTS_ANSWER, 72),
    (gettext_lazy("Plazos"), "oversight:retention", Permission.RETENTION_DECIDE, 73),
    (gettext_lazy("Brechas"), "oversight:breaches", Permission.BREACH_MANAGE, 74),
    (gettext_lazy("Explicar un acceso"), "oversight:explain", Permission.ACCESS_EXPLAIN, 76),
    (gettext_lazy("Documentos legales"), "oversight:papers", Permission.LEGAL_LOAD, 75),
):
    add_menu(MenuEntry(label, view, frozenset({permission}), order=order))
add_due(due_for_protection)
add_due(due_for_her_team)
add_panel("person", rights_panel)
