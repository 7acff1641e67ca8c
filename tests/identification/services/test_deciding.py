"""Every way out of a status decision."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amparo.identification import errors
from amparo.identification.choices import About, Ground, Status
from amparo.identification.models import Conversation, StatusDecision
from amparo.identification.public import statuses
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.files.services import store
from amparo.kernel.organisations.models import Desk
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.workflow import IllegalTransition, machine
from amparo.kernel.workflow.models import Step
from amparo.kernel.workflow.services import StepRefused, history
from amparo.persons.models import Consent
from amparo.persons.services import withdraw_consent
from tests.factories.identification import (
    REASONS,
    authority,
    decided,
    deciding_desk,
    lead,
    possible,
    presumed,
    screened,
    talked,
    weighed,
)
from tests.factories.kernel import DeskFactory, OrganisationFactory, actor
from tests.factories.persons import person, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return lead()


@pytest.fixture
def subject(who):
    return person(who)


def test_first_signs_open_assistance_and_the_machine_begins(who, subject):
    decision = possible(who, subject)

    assert (decision.status, decision.deciding_body, decision.ground) == (
        "possible",
        "ngo",
        "signs",
    )
    assert decision.flags == ["assistance_open", "non_punishment"]
    assert (decision.recovery_until, decision.review_on) == (None, None)
    steps = history(machine("identification"), subject.public_id)
    assert [(step.source, step.target) for step in steps] == [("", "possible")]


def test_a_case_worker_of_an_institution_that_decides_nothing_may_record_first_signs():
    worker = actor(Role.CASE_WORKER)
    subject = person(worker)

    assert possible(worker, subject).deciding_body == ""


def test_first_signs_need_a_listed_ground(who, subject):
    with pytest.raises(errors.GroundNotListed):
        decided(who, subject, Status.POSSIBLE, ground="")
    with pytest.raises(errors.GroundNotListed):
        decided(who, subject, Status.POSSIBLE, ground=Ground.LEGACY)

    assert not StatusDecision.objects.exists()


@pytest.mark.parametrize("status", ["presumed", "confirmed", "not_confirmed", "withdrawn"])
def test_a_person_begins_as_possible_and_as_nothing_else(who, subject, status):
    with pytest.raises(IllegalTransition):
        decided(who, subject, status)

    assert not StatusDecision.objects.exists()


def test_presuming_opens_the_recovery_period_by_itself(who, subject):
    decision = presumed(who, subject)

    until = clock.today() + timedelta(days=30)
    assert (decision.recovery_until, decision.review_on) == (until, until)
    assert "recovery_period" in decision.flags
    assert decision.deciding_body == "ngo"


def test_presuming_waits_for_screening_test_and_her_word_and_says_each(who, subject):
    possible(who, subject)

    with pytest.raises(StepRefused) as refusal:
        decided(who, subject, Status.PRESUMED)

    assert len(refusal.value.messages) == 3
    assert StatusDecision.objects.count() == Step.objects.filter(machine="identification").count()
    assert statuses([subject.pk])[subject.pk].status == "possible"


def test_a_child_is_presumed_by_the_child_route_without_means(who):
    child = person(who, age_group="child", basis="child_protection")
    possible(who, child)
    screened(who, child)
    weighed(who, child, means=())

    assert decided(who, child, Status.PRESUMED).status == "presumed"


def test_confirming_waits_for_the_recovery_period_unless_she_asks(who, subject):
    presumed(who, subject)
    test = weighed(who, subject)

    with pytest.raises(StepRefused, match="recuperación"):
        decided(who, subject, Status.CONFIRMED, evidence=test.public_id)
    talked(who, subject, About.EARLY)

    assert decided(who, subject, Status.CONFIRMED, evidence=test.public_id).status == "confirmed"


def test_confirming_needs_no_request_once_the_period_has_passed(who, subject):
    test = weighed(who, subject)
    presumed(who, subject)
    clock.shift(timedelta(days=31))
    try:
        decision = decided(who, subject, Status.CONFIRMED, evidence=test.public_id)
    finally:
        clock.shift(timedelta(0))

    assert (decision.status, decision.evidence) == ("confirmed", test.public_id)


def test_confirming_needs_a_record_of_this_same_person(who, subject):
    presumed(who, subject)
    talked(who, subject, About.EARLY)
    foreign = weighed(who, person(who))

    for evidence in (None, uuid4(), foreign.public_id):
        with pytest.raises(errors.EvidenceUnknown):
            decided(who, subject, Status.CONFIRMED, evidence=evidence)

    assert statuses([subject.pk])[subject.pk].status == "presumed"


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.NOT_CONFIRMED])
def test_what_closes_the_question_is_written_with_reasons(who, subject, status):
    presumed(who, subject)

    with pytest.raises(errors.ReasonsMissing):
        decided(who, subject, status, reasons="  ", evidence=uuid4())


def test_reasons_are_sealed_and_open_only_with_her_keys(who, subject):
    decision = presumed(who, subject)
    ring = unlock(who, [subject.public_id], clock.today())

    assert REASONS.encode() not in bytes(decision.reasons.ciphertext)
    assert ring.text(decision, "reasons") == REASONS


def test_another_states_decision_rests_on_its_document_and_counts_under_that_state(who, subject):
    possible(who, subject)
    test = weighed(who, subject)
    with pytest.raises(errors.EvidenceUnknown):
        decided(who, subject, Status.RECOGNISED_ABROAD, evidence=test.public_id)
    ring = unlock(who, [subject.public_id], clock.today())
    paper = store(
        ring, subject=subject.public_id, name="decision.pdf", content=b"%PDF", on=clock.today()
    )

    decision = decided(who, subject, Status.RECOGNISED_ABROAD, evidence=paper.public_id)

    assert decision.deciding_body == "foreign_authority"


def test_dates_keep_their_order(who, subject):
    today = clock.today()
    possible(who, subject)
    weighed(who, subject)
    with pytest.raises(errors.DecidedInTheFuture):
        decided(who, subject, Status.NOT_CONFIRMED, decided_on=today + timedelta(days=1))
    with pytest.raises(errors.DecidedBeforeTheLast):
        decided(who, subject, Status.NOT_CONFIRMED, decided_on=today - timedelta(days=1))
    with pytest.raises(errors.ReviewBeforeDecision):
        decided(who, subject, Status.NOT_CONFIRMED, review_on=today - timedelta(days=1))

    assert StatusDecision.objects.count() == 1


def test_whoever_looks_at_an_older_decision_is_told_that_it_changed(who, subject):
    shown = possible(who, subject)
    decided(who, subject, Status.WITHDRAWN)

    with pytest.raises(errors.NotTheDecisionShown):
        decided(who, subject, Status.POSSIBLE, after=shown.public_id)
    with pytest.raises(errors.NotTheDecisionShown):
        possible(who, subject)


def test_leaving_the_process_needs_no_reason_and_takes_back_her_word(who, subject):
    possible(who, subject)
    agreement = talked(who, subject)

    decision = decided(who, subject, Status.WITHDRAWN, reasons="")

    assert (decision.ground, decision.flags) == ("", ["assistance_open", "non_punishment"])
    assert Conversation.objects.get(pk=agreement.pk).withdrawn_on == clock.today()


def test_who_refused_is_not_who_reviews(who, subject):
    presumed(who, subject)
    decided(who, subject, Status.NOT_CONFIRMED)
    decided(who, subject, Status.UNDER_REVIEW, reasons="")

    with pytest.raises(StepRefused, match="otra persona"):
        decided(who, subject, Status.NOT_CONFIRMED)
    other = authority()
    share(who, subject, _desk(other), "identification", "events", purpose="protect")

    assert decided(other, subject, Status.NOT_CONFIRMED).deciding_body == "prosecution"


def test_an_authority_decides_under_a_live_share_and_no_longer_once_it_is_withdrawn(who, subject):
    possible(who, subject)
    other = authority()
    share(who, subject, _desk(other), "identification", "events", purpose="protect")
    weighed(other, subject)
    screened(other, subject)
    talked(who, subject)

    assert decided(other, subject, Status.PRESUMED).organisation_id == other.organisation_id
    withdraw_consent(actor=who, consent_id=Consent.objects.get().pk)

    with pytest.raises(Denied):
        decided(other, subject, Status.NOT_CONFIRMED)
    assert statuses([subject.pk])[subject.pk].status == "presumed"


@pytest.mark.parametrize("parts", [("identification",), ("events",), ("needs", "profile")])
def test_a_share_that_does_not_name_both_parts_lets_nobody_decide(who, subject, parts):
    possible(who, subject)
    weighed(who, subject)
    other = authority()
    share(who, subject, _desk(other), *parts, purpose="protect")

    with pytest.raises(Denied):
        decided(other, subject, Status.NOT_CONFIRMED)

    assert AuditRow.objects.filter(verb=Verb.REFUSED, actor=other.name).count() == 1


def test_a_case_worker_of_the_team_proposes_and_does_not_decide():
    worker = actor(Role.CASE_WORKER, deciding_desk())
    subject = person(worker)
    possible(worker, subject)
    weighed(worker, subject)

    with pytest.raises(Denied):
        decided(worker, subject, Status.NOT_CONFIRMED)


def test_an_institution_that_decides_nothing_is_told_so():
    who = lead(DeskFactory(organisation=OrganisationFactory()))
    subject = person(who)
    possible(who, subject)
    weighed(who, subject)

    with pytest.raises(errors.NotADecidingBody):
        decided(who, subject, Status.NOT_CONFIRMED)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (source, target)
        for source in ("possible", "withdrawn")
        for target in Status.values
        if target not in {step.target for step in machine("identification").allowed(source)}
    ],
)
def test_an_edge_that_is_not_drawn_is_refused(who, subject, source, target):
    possible(who, subject)
    if source == "withdrawn":
        decided(who, subject, Status.WITHDRAWN)
    before = StatusDecision.objects.count()

    with pytest.raises(IllegalTransition):
        decided(who, subject, target, evidence=uuid4())

    assert StatusDecision.objects.count() == before


def test_history_is_appended_and_no_earlier_row_changes(who, subject):
    presumed(who, subject)
    before = list(StatusDecision.objects.order_by("pk").values())

    decided(who, subject, Status.NOT_CONFIRMED)
    decided(who, subject, Status.UNDER_REVIEW)

    after = list(StatusDecision.objects.order_by("pk").values())
    assert after[: len(before)] == before
    assert [row["status"] for row in after] == [
        "possible",
        "presumed",
        "not_confirmed",
        "under_review",
    ]
    steps = history(machine("identification"), subject.public_id)
    assert [step.target for step in steps] == [row["status"] for row in after]


def test_each_decision_leaves_a_row_in_the_audit_with_codes_and_no_words(who, subject):
    presumed(who, subject)

    rows = [row for row in rows_about(subject.public_id) if row.verb == Verb.IDENTIFICATION_DECIDED]
    assert [row.details for row in rows] == [
        {"status": "presumed", "ground": "legal_test"},
        {"status": "possible", "ground": "signs"},
    ]


def test_the_database_refuses_a_recovery_period_out_of_place(who, subject):
    decision = possible(who, subject)
    row = StatusDecision.objects.filter(pk=decision.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(recovery_until=clock.today() + timedelta(days=30))
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(status="presumed")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(review_on=clock.today() - timedelta(days=1))


def _desk(who):
    return Desk.objects.get(pk=who.desk_id)
