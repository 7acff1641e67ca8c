import json
import re
from uuid import uuid4

import pytest

from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.reports.models import Exclusion, MentionedPerson, Message, Report
from amparo.reports.receipts import new_digits
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.reports import NARRATIVE, taken_in
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
TRIAGE = {
    "version": 1,
    "urgency": "soon",
    "reason": "confined",
    "indicators": 2,
    "modality": "labour",
}


@pytest.fixture
def desk():
    return DeskFactory(receives_reports=True)


@pytest.fixture
def taken(desk):
    return taken_in(desk)


@pytest.fixture
def browser(desk):
    return signed_in(MembershipFactory(desk=desk))


def post(client, path, body, **headers):
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"/api/v1{path}", raw, content_type="application/json", headers=headers)


def test_a_narrative_is_enough(client, desk):
    answer = post(client, "/reports", {"narrative": "Algo vi."})

    assert answer.status_code == 201
    assert re.fullmatch(r"\d{4}( \d{4}){4}", answer.json()["receipt"])
    assert not client.cookies


def test_everything_that_may_be_told_reaches_the_desk(client, desk):
    body = {
        "narrative": "Algo vi. 👀 مرحبا",
        "country": "cr",
        "language": "fr",
        "modality": "sexual",
        "place": "Calle 2",
        "immediate_danger": True,
    }

    assert post(client, "/reports", body).status_code == 201

    report = Report.objects.get()
    assert (report.country, report.language, report.modality) == ("CR", "fr", "sexual")
    assert (report.immediate_danger, report.urgency, report.channel) == ("yes", "danger_now", "api")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"narrative": ""},
        {"narrative": "  \n "},
        {"narrative": None},
        {"narrative": 5},
        {"narrative": ["x"]},
        {"narrative": "a\x00b"},
        '{"narrative": "a\\ud800b"}',
        '{"narrative": "\\udfff"}',
        {"narrative": "x", "country": "ZZ"},
        {"narrative": "x", "country": "a\x00"},
        {"narrative": "x", "language": "qu"},
        {"narrative": "x", "modality": "slavery"},
        {"narrative": "x", "immediate_danger": "perhaps"},
        {"narrative": "x", "place": 7},
        {"narrative": "a" * 250_001},
        {"narrative": "x", "misspelt": 1},
        [],
        "null",
        '"text"',
    ],
)
def test_a_bad_body_is_422_with_a_detail_and_keeps_nothing(client, desk, body):
    answer = post(client, "/reports", body)

    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not Report.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"narrative=x"])
def test_what_is_not_json_is_refused(client, desk, raw):
    assert post(client, "/reports", raw).status_code in (400, 422)


def test_the_same_key_twice_is_one_report(client, desk):
    first, second, other = (
        post(client, "/reports", {"narrative": "x"}, idempotency_key=key) for key in ("a", "a", "b")
    )

    assert [first.status_code, second.status_code, other.status_code] == [201, 409, 201]
    assert Report.objects.count() == 2


def test_a_node_without_a_desk_says_so(client):
    assert post(client, "/reports", {"narrative": "x"}).status_code == 503


def test_a_receipt_opens_the_mailbox(client, taken):
    answer = post(client, "/mailbox", {"receipt": taken.receipt.code})

    day = taken.report.received_at.date().isoformat()
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "received",
        "messages": [{"from": "reporter", "text": NARRATIVE, "at": day}],
    }


def test_wrong_receipts_get_the_same_neutral_404(client, taken):
    codes = [new_digits().code, taken.receipt.locator + "0" * 14, "", "hola"]

    answers = [post(client, "/mailbox", {"receipt": code}) for code in codes]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("body", [{}, {"receipt": 5}, {"receipt": None}, {"receipt": "\x00"}, []])
def test_a_bad_mailbox_body_is_422(client, body):
    assert post(client, "/mailbox", body).status_code == 422


def test_a_message_is_added_once_for_one_key(client, taken):
    body = {"receipt": taken.receipt.code, "text": "Algo más."}

    answers = [post(client, "/mailbox/messages", body, idempotency_key="k") for _number in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [line["text"] for line in answers[1].json()["messages"]] == [NARRATIVE, "Algo más."]
    assert Message.objects.count() == 1


def test_a_message_with_a_wrong_receipt_or_no_text_is_refused(client, taken):
    wrong = post(client, "/mailbox/messages", {"receipt": "hola", "text": "x"})
    empty = post(client, "/mailbox/messages", {"receipt": taken.receipt.code, "text": " "})

    assert (wrong.status_code, empty.status_code) == (404, 422)


@pytest.mark.parametrize("path", ["/reports", "/reports/{id}"])
def test_the_desk_signs_in_with_its_second_factor(client, taken, path):
    address = "/api/v1" + path.format(id=taken.report.pk)
    client.force_login(
        MembershipFactory(desk=taken.report.desk).user,
        "allauth.account.auth_backends.AuthenticationBackend",
    )

    assert client.get(address).status_code == 401


def test_the_list_is_in_codes_alone(browser, taken):
    answer = browser.get("/api/v1/reports")

    (row,) = answer.json()["items"]
    assert (row["id"], row["state"], answer.json()["after"]) == (
        str(taken.report.pk),
        "received",
        "",
    )
    assert NARRATIVE not in answer.content.decode()


def test_one_report_is_read_in_full_and_recorded(browser, taken):
    answer = browser.get(f"/api/v1/reports/{taken.report.pk}")

    assert answer.json()["narrative"] == NARRATIVE
    assert AuditRow.objects.get().verb == "report.read"


def test_what_one_may_not_see_is_404(taken):
    stranger = signed_in(MembershipFactory())
    statistician = signed_in(MembershipFactory(desk=taken.report.desk, role=Role.STATISTICIAN))

    for someone in (stranger, statistician):
        for address in (taken.report.pk, uuid4()):
            assert someone.get(f"/api/v1/reports/{address}").status_code == 404
    assert stranger.get("/api/v1/reports").json()["items"] == []
    assert statistician.get("/api/v1/reports").status_code == 404


def test_triage_then_answer(browser, taken):
    path = f"/reports/{taken.report.pk}"

    triaged = post(browser, f"{path}/triage", TRIAGE)
    answered = post(browser, f"{path}/answer", {"text": "¿Dónde?", "expects_answer": True})

    assert (triaged.status_code, triaged.json()["state"]) == (200, "triaged")
    assert (answered.status_code, answered.json()["state"]) == (200, "awaiting_answer")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"version": 9}, 409),
        ({"urgency": "x"}, 422),
        ({"reason": "x"}, 422),
        ({"indicators": -1}, 422),
    ],
)
def test_a_triage_that_cannot_be_made_says_why(browser, taken, change, status):
    answer = post(browser, f"/reports/{taken.report.pk}/triage", {**TRIAGE, **change})

    assert answer.status_code == status
    assert Report.objects.get().state == "received"


def test_the_other_verbs_of_the_pages(browser, desk, taken):
    other = DeskFactory(organisation=OrganisationFactory(country="PA"), receives_reports=True)
    supervisor = signed_in(MembershipFactory(desk=desk, role=Role.INTAKE_SUPERVISOR))
    path = f"/reports/{taken.report.pk}"
    post(browser, f"{path}/triage", TRIAGE)
    implicated = MembershipFactory(desk=desk)

    asked = post(browser, f"{path}/close", {"version": 2, "reason": "not_enough"})
    kept = post(supervisor, f"{path}/keep", {"version": 3})
    post(browser, f"{path}/close", {"version": 4, "reason": "not_enough"})
    own = post(browser, f"{path}/confirm", {"version": 5})
    confirmed = post(supervisor, f"{path}/confirm", {"version": 5})
    post(browser, f"{path}/triage", {**TRIAGE, "version": 6, "reason": "new_information"})
    step = post(
        browser, f"{path}/step", {"version": 7, "target": "linked", "reason": "same_events"}
    )
    out = post(browser, f"{path}/exclusions", {"membership": str(implicated.public_id)})
    said = post(browser, f"{path}/mentioned", {"role": "witness", "alias": "La vecina"})
    post(browser, f"{path}/triage", {**TRIAGE, "version": 8, "reason": "returned"})
    sent = post(
        browser, f"{path}/forward", {"version": 9, "desk": str(other.public_id), "reason": "place"}
    )

    assert [asked.json()["state"], kept.status_code, own.status_code] == ["triaged", 200, 404]
    assert [confirmed.json()["state"], step.json()["state"]] == ["closed", "linked"]
    assert [out.status_code, said.status_code, sent.json()["state"]] == [201, 201, "forwarded"]
    assert Exclusion.objects.count() == MentionedPerson.objects.count() == 1
    assert browser.get(f"/api/v1{path}").status_code == 404


def test_every_answer_is_declared(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    declared = {
        path: sorted(operation["responses"])
        for path, operations in paths.items()
        for operation in operations.values()
        if path.startswith(("/api/v1/reports", "/api/v1/mailbox"))
    }
    assert declared["/api/v1/mailbox"] == ["200", "400", "404", "422"]
    assert all("422" in codes for codes in declared.values())
    with_body = [
        operation["responses"]
        for operations in paths.values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    assert all("400" in answers for answers in with_body)
    assert len(declared) == 13
