"""What her door puts into the staff's pages: a panel of her file, and what is due."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Permission
from amparo.kernel.ui.slots import DueItem, Panel, add_due, add_panel
from amparo.ownfile.models import OwnDoor, OwnWord
from amparo.ownfile.permissions import can_tend_own_door
from amparo.persons.public import Person


def panel(actor: Actor, public_id: UUID) -> Panel | None:
    """For her team alone: whether she has a door, and what waits in it."""
    person = Person.objects.visible_to(actor, on=clock.today()).filter(public_id=public_id).first()
    if person is None or not can_tend_own_door(actor, person):
        return None
    found = OwnDoor.objects.open().filter(person=person).first()
    context = {
        "id": public_id,
        "open": found is not None,
        "forced": found is not None and not found.forced_seen,
        "unread": OwnWord.objects.filter(person=person, read_on=None).count(),
    }
    return Panel(gettext_lazy("Su propia puerta"), "ownfile/_panel.html", context, order=80)


def due(actor: Actor) -> list[DueItem]:
    """A phrase of danger that was typed, and words of hers that nobody has read."""
    if not actor.has(Permission.CONSENT_WRITE):
        return []
    with reading(actor) as door:
        mine = Person.objects.of_my_teams(actor, on=door.on)
        forced = OwnDoor.objects.open().filter(person=OuterRef("pk"), forced_seen=False)
        unread = OwnWord.objects.filter(person=OuterRef("pk"), read_on=None)
        waiting = list(
            mine.annotate(forced=Exists(forced), unread=Exists(unread))
            .filter(Q(forced=True) | Q(unread=True))
            .values_list("public_id", "code_name", "forced")
        )
    return [
        DueItem(
            label=_("Entró con la frase de peligro: hable con su equipo ahora")
            if forced_in
            else _("Escribió en su espacio: léalo"),
            about=code_name,
            due_at=clock.now() if forced_in else None,
            url=reverse("ownfile:together", args=[public_id]),
            act=_("Ver"),
        )
        for public_id, code_name, forced_in in waiting
    ]


add_panel("person", panel)
add_due(due)
