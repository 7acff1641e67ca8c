"""Who may agree for whom."""

from __future__ import annotations

import pytest

from amparo.identification.choices import About
from amparo.identification.errors import NothingToTell, OnlySheAgrees, OnlyTheChildAuthority
from amparo.identification.models import Conversation
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from tests.factories.identification import lead, possible, talked
from tests.factories.persons import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("age", "given_by", "refusal"),
    [
        ("adult", "child_authority", OnlySheAgrees),
        ("child", "herself", OnlyTheChildAuthority),
        ("in_doubt", "support_decision", OnlyTheChildAuthority),
    ],
)
@pytest.mark.parametrize("about", [About.AGREED, About.EARLY])
def test_nobody_agrees_in_somebody_elses_place(age, given_by, refusal, about):
    who = lead()
    subject = person(who, age_group=age)

    with pytest.raises(refusal):
        talked(who, subject, about, given_by)

    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    ("age", "given_by"),
    [("adult", "herself"), ("adult", "support_decision"), ("child", "child_authority")],
)
def test_her_agreement_is_kept_and_audited(age, given_by):
    who = lead()
    subject = person(who, age_group=age)

    said = talked(who, subject, given_by=given_by)

    assert (said.about, said.given_by, said.withdrawn_on) == ("agreed", given_by, None)
    row = next(
        one for one in rows_about(subject.public_id) if one.verb == Verb.IDENTIFICATION_TALKED
    )
    assert row.details == {"about": "agreed"}


def test_a_decision_is_told_to_a_child_herself_but_only_once_there_is_one():
    who = lead()
    subject = person(who, age_group="child")

    with pytest.raises(NothingToTell):
        talked(who, subject, About.TOLD)
    possible(who, subject)

    assert talked(who, subject, About.TOLD).about == "told"


def test_a_stranger_records_nothing():
    subject = person(lead())

    with pytest.raises(Denied):
        talked(lead(), subject)
