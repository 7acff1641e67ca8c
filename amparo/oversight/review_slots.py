"""What reviews and approvals put into the staff pages of others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approvals import waiting_for
from amparo.kernel.access.doors import reading
from amparo.kernel.access.emergency import to_review
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.slots import DueItem, MenuEntry, add_due, add_menu

REVIEWS = frozenset({Permission.EMERGENCY_REVIEW})
APPROVES = frozenset({Permission.APPROVAL_GIVE})
ALERT_FOR = timedelta(hours=72)


def due_in_review(actor: Actor) -> list[DueItem]:
    """Openings to answer for, requests to approve, and accounts that reached their ceiling."""
    if not actor.granted & (REVIEWS | APPROVES):
        return []
    with reading(actor):
        return [*_openings(actor), *_approvals(actor), *_ceilings(actor)]


def _openings(actor: Actor) -> Iterable[DueItem]:
    for opening in to_review(actor):
        yield DueItem(
            label=_("Apertura de emergencia por revisar"),
            about=str(opening.public_id)[:8].upper(),
            due_at=opening.review_by,
            url=reverse("review:emergency", args=[opening.public_id]),
            act=_("Revisar"),
        )


def _approvals(actor: Actor) -> Iterable[DueItem]:
    for asked in waiting_for(actor):
        yield DueItem(
            label=_("Aprobación pedida"),
            about=asked.get_kind_display(),
            due_at=asked.expires_at,
            url=reverse("review:approvals"),
            act=_("Responder"),
        )


def _ceilings(actor: Actor) -> Iterable[DueItem]:
    """Only data protection is called: an account may have been taken, or somebody copies."""
    if actor.role != Role.DATA_PROTECTION:
        return
    since = clock.now() - ALERT_FOR
    reached = AuditRow.objects.filter(verb=Verb.CEILING_REACHED, at__gte=since)
    accounts = reached.values("actor").distinct().count()
    if accounts:
        yield DueItem(
            label=_("Cuentas que llegaron al tope de un día"),
            about=str(accounts),
            due_at=None,
            url=reverse("review:emergencies"),
            act=_("Ver"),
        )


def fill() -> None:
    add_menu(MenuEntry(gettext_lazy("Revisiones"), "review:emergencies", REVIEWS, order=70))
    add_menu(MenuEntry(gettext_lazy("Aprobaciones"), "review:approvals", APPROVES, order=71))
    add_due(due_in_review)
