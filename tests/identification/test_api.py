"""Identification for programs: what the pages allow, and 404 for everything else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from amparo.identification.models import (
    Conversation,
    LegalTest,
    Screening,
    ScreeningWaiver,
    StatusDecision,
)
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from tests.factories.identification import REASONS, SIGN, deciding_desk, possible, presumed, weighed
from tests.factories.kernel import MembershipFactory
from tests.factories.persons import person, share
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
TALK = {"about": "agreed", "given_by": "herself", "explained": "spoken"}
BODIES = {
    "screenings": {"form": "unodc_general", "answers": {SIGN: "yes"}},
    "screenings/waived": {"reason": "not_able"},
    "tests": {"acts": ["recruitment"], "unsettled": ["means", "purpose"]},
    "conversations": TALK,
    "status": {"status": "possible", "ground": "signs"},
}
MODELS = (Screening, ScreeningWaiver, LegalTest, Conversation, StatusDecision)


@pytest.fixture
def place():
    return MembershipFactory(role=Role.CASE_LEAD, desk=deciding_desk())


@pytest.fixture
def who(place):
    return actor_of(place)


@pytest.fixture
def subject(who):
    return person(who)


def send(membership, subject, path, body):
    return signed_in(membership).post(
        f"/api/v1/persons/{subject.public_id}/{path}", body, content_type="application/json"
    )


def read(membership, subject):
    return signed_in(membership).get(f"/api/v1/persons/{subject.public_id}/identification")


def counts():
    return [model.objects.count() for model in MODELS]


@pytest.mark.parametrize("path", BODIES)
def test_each_verb_writes_one_row_for_her_team(place, subject, path):
    answer = send(place, subject, path, BODIES[path])

    assert answer.status_code == 201, answer.content
    assert sum(counts()) == 1


@pytest.mark.parametrize("path", BODIES)
def test_nobody_else_writes_and_both_refusals_look_like_nothing(place, who, subject, path):
    clinic = MembershipFactory(role=Role.CASE_WORKER)
    share(who, subject, clinic.desk, "identification", "events")
    colleague = MembershipFactory(role=Role.CASE_WORKER, desk=place.desk)

    answers = [send(one, subject, path, BODIES[path]) for one in (clinic, colleague)]

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, b'{"detail": "Not Found"}')
    }
    assert sum(counts()) == 0
    assert AuditRow.objects.filter(verb=Verb.REFUSED, details={"predicate": "can_screen"}).exists()


def test_what_stands_and_what_may_follow_are_read_in_codes(place, who, subject):
    decision = presumed(who, subject)

    told = read(place, subject).json()

    assert [one["status"] for one in told["decisions"]] == ["presumed", "possible"]
    assert told["decisions"][0] | {"id": "", "review_on": ""} == {
        "id": "",
        "status": "presumed",
        "ground": "legal_test",
        "decided_on": decision.decided_on.isoformat(),
        "review_on": "",
        "recovery_until": decision.recovery_until.isoformat(),
        "reasons": REASONS,
    }
    missing = {step["to"]: bool(step["missing"]) for step in told["steps"]}
    assert missing["confirmed"] is True and missing["withdrawn"] is False
    row = AuditRow.objects.get(verb=Verb.CASE_READ)
    assert row.fields == ["events", "identification"]


def test_a_desk_with_the_status_alone_reads_no_reasons_and_one_without_it_nothing(who, subject):
    presumed(who, subject)
    reader, other = (MembershipFactory(role=Role.CASE_WORKER) for _each in range(2))
    share(who, subject, reader.desk, "identification")
    share(who, subject, other.desk, "needs")

    told = read(reader, subject).json()

    assert {one["reasons"] for one in told["decisions"]} == {None}
    assert read(other, subject).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("screenings", {"form": "no_such", "answers": {SIGN: "yes"}}, ["body", "form"]),
        ("screenings", {"form": "ilo11", "answers": {"x": "yes"}}, ["body"]),
        ("screenings", {"form": "ilo11", "answers": {}}, ["body"]),
        ("tests", {"acts": ["x"]}, ["body"]),
        ("conversations", TALK | {"given_by": "child_authority"}, ["body", "given_by"]),
        ("status", {"status": "possible"}, ["body", "ground"]),
        ("status", {"status": "confirmed"}, ["body"]),
        ("status", {"status": "possible", "after": str(uuid4())}, ["body"]),
        ("status", {"status": "possible", "reasons": "\ud800"}, ["body", "reasons"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(place, subject, path, body, field):
    answer = send(place, subject, path, body)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == field
    assert sum(counts()) == 0


def test_a_decision_that_changed_meanwhile_is_not_overwritten(place, who, subject):
    shown = possible(who, subject)
    weighed(who, subject)
    body = {"status": "withdrawn", "after": str(shown.public_id)}

    answers = [send(place, subject, "status", body).status_code for _each in range(2)]

    assert answers == [201, 422]
    assert StatusDecision.objects.count() == 2


def test_without_signing_in_there_is_no_answer(client, subject):
    address = f"/api/v1/persons/{subject.public_id}"

    assert client.get(f"{address}/identification").status_code == 401
    for path, body in BODIES.items():
        answer = client.post(f"{address}/{path}", body, content_type="application/json")
        assert answer.status_code == 401
    assert sum(counts()) == 0
