"""What the identification workflow asks of this app, about a person by her public id."""

from __future__ import annotations

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.identification.choices import About, Status
from amparo.identification.models import (
    Conversation,
    LegalTest,
    Screening,
    ScreeningWaiver,
    StatusDecision,
)
from amparo.identification.waiting import agreed
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.workflow import PASSED, GuardResult, guard, refused
from amparo.persons.public import Person


@guard("identification.screened_or_waived")
def screened_or_waived(subject: UUID, actor: Actor) -> GuardResult:
    for model in (Screening, ScreeningWaiver):
        if model._default_manager.filter(person__public_id=subject).exists():
            return PASSED
    return refused(_("Falta un tamizaje, o anotar por qué no se hace."))


@guard("identification.legal_test_recorded")
def legal_test_recorded(subject: UUID, actor: Actor) -> GuardResult:
    if LegalTest.objects.filter(person__public_id=subject).exists():
        return PASSED
    return refused(_("Falta la calificación por acto, medio y fin."))


@guard("identification.consent_or_child_route")
def consent_or_child_route(subject: UUID, actor: Actor) -> GuardResult:
    person = Person.objects.get(public_id=subject)
    if agreed(person, Conversation.objects.filter(person=person)):
        return PASSED
    return refused(
        _("Falta anotar el acuerdo de la persona o, si es menor de edad, el de la autoridad.")
    )


@guard("identification.recovery_period_respected")
def recovery_period_respected(subject: UUID, actor: Actor) -> GuardResult:
    """Not before its last day has passed, unless she asked for it after it began."""
    decision = StatusDecision.objects.filter(person__public_id=subject).order_by("pk").last()
    until = decision.recovery_until if decision else None
    if decision is None or until is None or until < clock.today():
        return PASSED
    asked = Conversation.objects.filter(
        person=decision.person_id, about=About.EARLY, noted_on__gte=decision.decided_on
    )
    if asked.exists():
        return PASSED
    return refused(
        _("El período de recuperación dura hasta el %(day)s, salvo que ella pida decidir antes.")
        % {"day": date_format(until)}
    )


@guard("identification.other_decision_maker")
def other_decision_maker(subject: UUID, actor: Actor) -> GuardResult:
    """Whoever refused it is not who reviews it, whatever desk she now works at."""
    refusals = StatusDecision.objects.filter(person__public_id=subject, status=Status.NOT_CONFIRMED)
    if not refusals.filter(by__user=actor.user_id).exists():
        return PASSED
    return refused(_("La revisión la decide otra persona: usted tomó la decisión que se revisa."))
