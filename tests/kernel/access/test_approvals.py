"""Two people for what one alone must not do, on a generic sealed record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.kernel import clock
from amparo.kernel.access.approval_models import ApprovalKind
from amparo.kernel.access.approvals import (
    ApprovalAnswered,
    ApprovalReasonMissing,
    HowManyPersons,
    answer_approval,
    ask_approval,
    can_answer_approval,
    name_second,
    require_approval,
    waiting_for,
)
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.vault.keyring import unlock
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db
SEALED_KINDS = [ApprovalKind.SHELTER_ADDRESS, ApprovalKind.WITNESS_IDENTITY]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.shift(timedelta())


def lead(desk: Desk | None = None) -> Membership:
    return MembershipFactory(role=Role.CASE_LEAD, **({"desk": desk} if desk else {}))


@pytest.mark.parametrize("kind", SEALED_KINDS)
def test_a_sealed_record_opens_only_after_a_second_person_and_only_that_one(kind):
    asker, record = lead(), uuid4()
    who = actor_of(asker)
    with pytest.raises(Denied):
        require_approval(who, kind, record)
    asked = ask_approval(actor=who, kind=kind, reason="traslado", about=record)
    with pytest.raises(Denied):
        require_approval(who, kind, record)

    answer_approval(actor=actor_of(lead(asker.desk)), approval_id=asked.pk, given=True)

    assert require_approval(who, kind, record).pk == asked.pk
    other = next(each for each in SEALED_KINDS if each != kind)
    for wrong in ((kind, uuid4()), (other, record)):
        with pytest.raises(Denied):
            require_approval(who, *wrong)
    with pytest.raises(Denied):
        require_approval(actor_of(lead(asker.desk)), kind, record)
    clock.shift(timedelta(hours=24))
    with pytest.raises(Denied):
        require_approval(who, kind, record)


def test_who_asked_never_answers_not_even_from_another_place():
    asker = lead()
    asked = ask_approval(actor=actor_of(asker), kind="bulk_export", reason="traslado", persons=900)
    also = MembershipFactory(role=Role.SUPERVISOR, user=asker.user, desk=asker.desk)
    for place in (asker, also):
        assert not can_answer_approval(actor_of(place), asked)
        assert not waiting_for(actor_of(place)).exists()
        with pytest.raises(Denied):
            answer_approval(actor=actor_of(place), approval_id=asked.pk, given=True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_of_the_institution_may_answer_or_not(role):
    asker = lead()
    asked = ask_approval(actor=actor_of(asker), kind="bulk_export", reason="traslado", persons=900)
    try:
        place = MembershipFactory(role=role, desk=asker.desk)
    except Exception:  # a role that is not held in this kind of institution
        return
    gives = {Role.CASE_LEAD, Role.INTAKE_SUPERVISOR, Role.SUPERVISOR, Role.DATA_PROTECTION}
    assert can_answer_approval(actor_of(place), asked) == (role in gives)


def test_an_institution_too_small_names_a_desk_of_a_partner():
    asker, partner, stranger = lead(), lead(), lead()
    name_second(organisation=asker.desk.organisation, desk=partner.desk)
    asked = ask_approval(
        actor=actor_of(asker), kind="bulk_export", reason="informe anual", persons=900
    )
    assert not waiting_for(actor_of(stranger)).exists()
    ring = unlock(actor_of(partner), [asked.subject], clock.today())
    assert ring.text(asked, "reason") == "informe anual"
    assert unlock(actor_of(stranger), [asked.subject], clock.today()).current == {}
    answered = answer_approval(actor=actor_of(partner), approval_id=asked.pk, given=True)
    assert answered.answer == "given"


def test_an_answer_is_given_once_and_in_time():
    asker = lead()
    second = actor_of(lead(asker.desk))
    asks = {"actor": actor_of(asker), "kind": "bulk_export", "reason": "x", "persons": 900}
    asked = ask_approval(**asks)
    answer_approval(actor=second, approval_id=asked.pk, given=False)
    with pytest.raises(ApprovalAnswered):
        answer_approval(actor=second, approval_id=asked.pk, given=True)
    late = ask_approval(**asks)
    clock.shift(timedelta(hours=25))
    with pytest.raises(ApprovalAnswered):
        answer_approval(actor=second, approval_id=late.pk, given=True)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": "  ", "persons": 900}, ApprovalReasonMissing),
        ({"reason": "x", "persons": 0}, HowManyPersons),
        ({"reason": "x"}, HowManyPersons),
    ],
)
def test_what_is_asked_says_why_and_how_many(given, refusal):
    with pytest.raises(refusal):
        ask_approval(actor=actor_of(lead()), kind="bulk_export", **given)


def test_asking_and_answering_leave_rows_without_words():
    asker = lead()
    asked = ask_approval(actor=actor_of(asker), kind="bulk_export", reason="secreto", persons=900)
    answer_approval(actor=actor_of(lead(asker.desk)), approval_id=asked.pk, given=True)
    rows = AuditRow.objects.filter(verb__startswith="approval.")
    assert sorted(row.verb for row in rows) == ["approval.answered", "approval.asked"]
    assert all("secreto" not in str(row.details) for row in rows)
