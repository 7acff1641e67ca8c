"""What this app puts into the pages of others: her status on her page, and what is due."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.identification.due import due_in_identification
from amparo.identification.models import StatusDecision
from amparo.identification.permissions import can_read_findings, can_read_status, can_screen
from amparo.identification.said import code_words, codes_words, status_words
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.ui.slots import Panel, add_due, add_panel
from amparo.persons.public import Person


def status_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """Her status and where it is worked on; None when that part is not the actor's to see."""
    visible = Person.objects.visible_to(actor, on=clock.today())
    person = visible.filter(public_id=person_id).first()
    if person is None or not can_read_status(actor, person):
        return None
    decision = StatusDecision.objects.current([person.pk]).get(person.pk)
    context = {
        "id": person_id,
        "decision": decision,
        "words": status_words(decision.status) if decision else "",
        "deciding_body": code_words("deciding_body", decision.deciding_body) if decision else "",
        "flags": codes_words("status_flag", decision.flags) if decision else [],
        "findings": can_read_findings(actor, person),
        "can_screen": can_screen(actor, person),
    }
    return Panel(_("Condición"), "identification/_panel.html", context, order=20)


def fill() -> None:
    add_panel("person", status_panel)
    add_due(due_in_identification)
