"""What the report's workflow asks before a step."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.workflow import PASSED, GuardResult, guard, refused
from amparo.reports.models import Report
from amparo.reports.permissions import can_confirm_closing, needs_second_person


@guard("report.urgency_set")
def urgency_set(subject: UUID, actor: Actor) -> GuardResult:
    report = Report.objects.only("urgency").get(pk=subject)
    return PASSED if report.urgency else refused(_("Elija la urgencia."))


@guard("report.second_person_when_signs")
def second_person_when_signs(subject: UUID, actor: Actor) -> GuardResult:
    """One person never closes alone what shows signs of exploitation."""
    report = Report.objects.select_related("closing_asked_by").get(pk=subject)
    if not needs_second_person(report) or can_confirm_closing(actor, report):
        return PASSED
    return refused(_("Hay señales de explotación: otra persona, de supervisión, debe confirmar."))
