"""What the case workflow asks of this app; each question is about a case's public id."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.cases.choices import NeedState
from amparo.cases.models import Goal, Need
from amparo.kernel.access.actor import Actor
from amparo.kernel.workflow import PASSED, GuardResult, guard, refused
from amparo.kernel.workflow.models import Step

UNFINISHED = (NeedState.OPEN, NeedState.UNDER_WAY)


@guard("case.plan_agreed")
def plan_agreed(case: UUID, actor: Actor) -> GuardResult:
    if Goal.objects.filter(case__public_id=case).exists():
        return PASSED
    return refused(_("Escriba antes al menos una meta, con las palabras de la persona."))


@guard("case.nothing_pending")
def nothing_pending(case: UUID, actor: Actor) -> GuardResult:
    if not Need.objects.filter(case__public_id=case, state__in=UNFINISHED).exists():
        return PASSED
    return refused(_("Quedan necesidades abiertas: diga antes qué pasó con cada una."))


@guard("case.second_person")
def second_person(case: UUID, actor: Actor) -> GuardResult:
    """Whoever asked to close is not who closes."""
    asked = Step.objects.filter(machine="case", subject=case, target="closure_requested").last()
    if asked is not None and asked.actor != actor.name:
        return PASSED
    return refused(_("Otra persona del equipo tiene que confirmar el cierre."))
