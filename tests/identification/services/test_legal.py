"""Recording act, means and purpose, with the child rule taken from the file."""

from __future__ import annotations

import pytest

from amparo.identification.legal_test import Element, UnknownFact
from amparo.identification.models import LegalTest, StatusDecision
from amparo.identification.services.legal import facts_of
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from tests.factories.identification import lead, weighed
from tests.factories.persons import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("age", "conclusion", "means"),
    [
        ("adult", "exploitation_without_means", "no"),
        ("child", "elements_met_child", "not_required"),
        ("in_doubt", "elements_met_if_child", "not_required"),
    ],
)
def test_without_means_an_adult_is_not_met_and_a_child_is(age, conclusion, means):
    who = lead()
    subject = person(who, age_group=age)

    test = weighed(who, subject, means=())

    assert test.age_group == age
    assert test.finding == {
        "conclusion": conclusion,
        "act": "yes",
        "means": means,
        "purpose": "yes",
    }
    assert not StatusDecision.objects.exists()


def test_a_test_can_be_read_again_exactly_as_it_was_written():
    who = lead()
    subject = person(who)

    test = weighed(
        who,
        subject,
        means=(),
        unsettled={Element.MEANS},
        tagged={"illegal_adoption"},
        consent_claimed=True,
        moved=False,
        crossed_border=None,
    )
    facts = facts_of(LegalTest.objects.get(pk=test.pk))

    assert facts.unsettled == {Element.MEANS}
    assert facts.modalities == {"illegal_adoption"}
    assert (facts.consented, facts.moved, facts.crossed_border) == (True, False, None)
    assert test.finding["conclusion"] == "incomplete"
    assert Verb.TEST_DONE in {row.verb for row in rows_about(subject.public_id)}


def test_a_code_outside_the_lists_and_a_stranger_are_refused():
    who = lead()
    subject = person(who)

    with pytest.raises(UnknownFact):
        weighed(who, subject, acts={"teleportation"})
    with pytest.raises(Denied):
        weighed(lead(), subject)

    assert not LegalTest.objects.exists()
