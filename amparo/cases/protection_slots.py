"""What orders, requests and permissions put into the staff pages: menu, what is due, her page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.cases.pages.protection import protection_panel
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door, reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.slots import DueItem, MenuEntry, add_due, add_menu, add_panel
from amparo.persons.public import ContactRequest, LegalOrder, NoticePolicy

OPEN_STATES = ("received", "counsel_heard", "appealed")
ASKS = frozenset({Permission.CONTACT_REQUEST})


def due_in_protection(actor: Actor) -> list[DueItem]:
    """Orders to move or deliver, what she is still to be told, requests to answer."""
    if not actor.granted & {Permission.ORDER_HANDLE, Permission.CONTACT_ANSWER}:
        return []
    with reading(actor) as door:
        return [*_orders(door), *_requests(door)]


def _orders(door: Door) -> Iterable[DueItem]:
    mine = LegalOrder.objects.visible_to(door.actor, on=door.on).select_related("person")
    moving = list(mine.filter(state__in=OPEN_STATES))
    untold = list(
        mine.filter(state="delivered", told_on=None).exclude(
            notice=NoticePolicy.AFTER_SECRECY, notice_on__gt=door.on
        )
    )
    about = {order.person.public_id for order in moving + untold}
    door.saw(Verb.ORDER_READ, about, ["code_name"])
    for order in moving:
        yield _item(order, _("Oficio judicial por resolver"), order.counsel_by)
    for order in untold:
        yield _item(order, _("Contarle en el próximo encuentro lo que se entregó"), None)


def _item(order: LegalOrder, label: str, until: date | None) -> DueItem:
    return DueItem(
        label=label,
        about=order.person.code_name,
        due_at=datetime.combine(until, time.max, tzinfo=UTC) if until else None,
        url=reverse("protection:order", args=[order.public_id]),
        act=_("Ver"),
    )


def _requests(door: Door) -> Iterable[DueItem]:
    mine = ContactRequest.objects.to_answer(door.actor, on=door.on)
    waiting = list(mine.filter(answered_at=None).select_related("person"))
    about = {each.person.public_id for each in waiting if each.person}
    door.saw(Verb.CONTACT_LISTED, about, ["code_name"])
    for each in waiting:
        yield DueItem(
            label=_("Solicitud de contacto: preguntarle cuando se la vea"),
            about=each.person.code_name if each.person else "",
            due_at=each.due_at,
            url=reverse("protection:request_answer", args=[each.public_id]),
            act=_("Ver"),
        )


def fill() -> None:
    handles, opens = frozenset({Permission.ORDER_HANDLE}), frozenset({Permission.EMERGENCY_OPEN})
    add_menu(MenuEntry(gettext_lazy("Oficios"), "protection:orders", handles, order=60))
    add_menu(MenuEntry(gettext_lazy("Contacto"), "protection:requests", ASKS, order=61))
    add_menu(MenuEntry(gettext_lazy("Emergencia"), "protection:emergency", opens, order=90))
    add_due(due_in_protection)
    add_panel("case", protection_panel)
