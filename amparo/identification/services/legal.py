"""Writing down act, means and purpose as far as they are known."""

from __future__ import annotations

from datetime import date

from amparo.identification.legal_test import AgeStatus, Element, LegalFacts, LegalFinding, assess
from amparo.identification.models import LegalTest
from amparo.identification.permissions import can_screen
from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import Person


def record_legal_test(
    *,
    actor: Actor,
    person_id: int,
    acts: frozenset[str] = frozenset(),
    means: frozenset[str] = frozenset(),
    purposes: frozenset[str] = frozenset(),
    tagged: frozenset[str] = frozenset(),
    unsettled: frozenset[Element] = frozenset(),
    consent_claimed: bool | None = None,
    moved: bool | None = None,
    crossed_border: bool | None = None,
    on: date,
) -> LegalTest:
    """Append the test; her age group is the file's, never asked again. It changes no status.

    Raises:
        Denied: the actor does not work on this person's identification.
        UnknownFact: a code is not in its list.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_screen, actor, person)
        facts = LegalFacts(
            age=AgeStatus(person.age_group),
            acts=acts,
            means=means,
            purposes=purposes,
            modalities=tagged,
            unsettled=unsettled,
            consented=consent_claimed,
            moved=moved,
            crossed_border=crossed_border,
        )
        test = _row(facts, assess(facts))
        test.person, test.noted_on, test.by = person, on, place_of(actor)
        test.save(force_insert=True)
        record(actor, Verb.TEST_DONE, subjects=[person.public_id])
    return test


def facts_of(test: LegalTest) -> LegalFacts:
    """The facts as they were written, to explain them again."""
    return LegalFacts(
        age=AgeStatus(test.age_group),
        acts=frozenset(test.acts),
        means=frozenset(test.means),
        purposes=frozenset(test.purposes),
        modalities=frozenset(test.tagged),
        unsettled=frozenset(Element(each) for each in test.unsettled),
        consented=test.consent_claimed,
        moved=test.moved,
        crossed_border=test.crossed_border,
    )


def _row(facts: LegalFacts, finding: LegalFinding) -> LegalTest:
    return LegalTest(
        acts=sorted(facts.acts),
        means=sorted(facts.means),
        purposes=sorted(facts.purposes),
        unsettled=sorted(facts.unsettled),
        tagged=sorted(facts.modalities),
        age_group=facts.age.value,
        consent_claimed=facts.consented,
        moved=facts.moved,
        crossed_border=facts.crossed_border,
        finding={
            "conclusion": finding.conclusion.value,
            **{element.value: answer.value for element, answer in finding.met.items()},
        },
    )
