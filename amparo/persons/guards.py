"""What stands between an order and its delivery."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.workflow import PASSED, GuardResult, guard, refused
from amparo.persons.choices import NoticePolicy, OrderKind
from amparo.persons.models import LegalOrder


@guard("order.counsel_heard_or_term_over")
def counsel_heard_or_term_over(order: UUID, actor: Actor) -> GuardResult:
    """Her lawyer is heard before anything goes out; danger and the child route do not wait."""
    found = LegalOrder.objects.get(public_id=order)
    over = found.counsel_on is not None or found.counsel_by < clock.today()
    if over or found.kind != OrderKind.COURT:
        return PASSED
    return refused(_("Falta oír a quien la representa, o que venza el plazo para responder."))


@guard("order.told_as_it_says")
def told_as_it_says(order: UUID, actor: Actor) -> GuardResult:
    """When she is to be told before, she is."""
    found = LegalOrder.objects.get(public_id=order)
    if found.notice != NoticePolicy.BEFORE or found.told_on is not None:
        return PASSED
    return refused(_("Falta contarle a ella, antes de entregar, qué se va a entregar y a quién."))


@guard("order.still_in_force")
def still_in_force(order: UUID, actor: Actor) -> GuardResult:
    found = LegalOrder.objects.get(public_id=order)
    if found.expires_on >= clock.today():
        return PASSED
    return refused(_("La orden ya venció: no se entrega nada."))
