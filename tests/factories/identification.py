"""Steps of identification taken through the services, by somebody of her team."""

from __future__ import annotations

from datetime import date
from typing import Any

from amparo.identification import services
from amparo.identification.choices import About, Ground, Status
from amparo.identification.models import Conversation, LegalTest, Screening, StatusDecision
from amparo.identification.services import DecisionFields
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk
from amparo.persons.models import Person
from tests.factories.kernel import DeskFactory, OrganisationFactory, actor

REASONS = "Consta en su propio relato."
SIGN = "must_work_unwilling"  # a question of the general signs


def deciding_desk(deciding_body: str = "ngo", **given: Any) -> Desk:
    """A desk of an institution whose decisions count under that body."""
    return DeskFactory(organisation=OrganisationFactory(deciding_body=deciding_body, **given))


def lead(desk: Desk | None = None) -> Actor:
    """A case lead: she screens and decides for the persons of her own teams."""
    return actor(Role.CASE_LEAD, desk or deciding_desk())


def authority() -> Actor:
    """A decision maker of the prosecution service."""
    desk = deciding_desk("prosecution", kind="prosecutor", domain="justice")
    return actor(Role.DECISION_MAKER, desk)


def screened(who: Actor, person: Person, **answers: str) -> Screening:
    return services.record_screening(
        actor=who,
        person_id=person.pk,
        form="unodc_general",
        answers=answers or {SIGN: "yes"},
        on=clock.today(),
    )


def weighed(who: Actor, person: Person, **facts: Any) -> LegalTest:
    found = {"acts": {"recruitment"}, "means": {"deception"}, "purposes": {"forced_labour"}} | facts
    sets = ("acts", "means", "purposes", "tagged", "unsettled")
    return services.record_legal_test(
        actor=who,
        person_id=person.pk,
        on=clock.today(),
        **{name: frozenset(said) if name in sets else said for name, said in found.items()},
    )


def talked(
    who: Actor, person: Person, about: str = About.AGREED, given_by: str = "herself"
) -> Conversation:
    return services.record_conversation(
        actor=who,
        person_id=person.pk,
        about=about,
        given_by=given_by,
        explained="spoken",
        on=clock.today(),
    )


def possible(who: Actor, person: Person, *, on: date | None = None) -> StatusDecision:
    return services.record_first_signs(
        actor=who, person_id=person.pk, ground=Ground.SIGNS, on=on or clock.today()
    )


def decided(who: Actor, person: Person, status: str, **given: Any) -> StatusDecision:
    """A step from whatever stands, with the ground and reasons that it needs unless told."""
    last = StatusDecision.objects.current([person.pk]).get(person.pk)
    usual = {
        Status.PRESUMED: Ground.LEGAL_TEST,
        Status.CONFIRMED: Ground.LEGAL_TEST,
        Status.NOT_CONFIRMED: Ground.OTHER_ABUSE,
        Status.RECOGNISED_ABROAD: Ground.FOREIGN_DECISION,
    }
    on = given.pop("on", None) or clock.today()
    said = {"decided_on": on, "reasons": REASONS, "ground": usual.get(Status(status), "")} | given
    return services.decide_status(
        actor=who,
        person_id=person.pk,
        after=said.pop("after", last.public_id if last else None),
        fields=DecisionFields(status=status, **said),
        on=on,
    )


def presumed(who: Actor, person: Person) -> StatusDecision:
    """Possible, screened, weighed, agreed and presumed, all today."""
    possible(who, person)
    screened(who, person)
    weighed(who, person)
    talked(who, person)
    return decided(who, person, Status.PRESUMED)
