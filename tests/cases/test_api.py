"""The registry for programs: what the pages allow, coded, and 404 for everything else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from amparo.cases.models import Case, Note
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from tests.cases.test_routes import OPENERS, READERS
from tests.factories.cases import NARRATIVE, as_actor, case, full_case, signed_in, worker
from tests.factories.persons import NAME, share

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"
NEW = {"age_group": "adult", "basis": "contact", "may_contact": "no"}


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def sent(client: Client, address: str, body: object):
    return client.post(address, body, content_type="application/json")


def test_the_list_is_of_visible_cases_with_its_next_page(client, lead):
    mine = {str(case(as_actor(lead)).public_id) for _each in range(26)}
    case(as_actor(worker(lead.desk)))
    first = client.get(CASES).json()
    second = client.get(CASES, {"after": first["after"]}).json()

    assert len(first["items"]) == 25 and second["after"] == ""
    assert {item["id"] for item in first["items"] + second["items"]} == mine
    assert AuditRow.objects.filter(verb="case.listed").count() == 2


@pytest.mark.parametrize("query", [{"state": "x"}, {"modality": "x"}])
def test_an_unknown_code_is_refused(client, query):
    answer = client.get(CASES, query)
    assert answer.status_code == 422 and answer.json()["detail"][0]["msg"] == "unknown code"


def test_a_file_is_coded_and_leaves_out_her_name(client, lead):
    opened = full_case(as_actor(lead), sex="female")
    answer = client.get(f"{CASES}/{opened.public_id}")
    told = answer.json()
    assert told["code_name"] == opened.person.code_name
    assert told["profile"]["sex"] == "female"
    assert told["events"][0]["narrative"] == NARRATIVE
    assert NAME not in answer.content.decode()
    assert AuditRow.objects.filter(verb="case.read").count() == 1


def test_a_file_and_a_note_are_opened_and_sealed(client, lead):
    body = NEW | {"name": NAME, "nationalities": ["NI"], "contact_hours": [9, 10]}
    answer = sent(client, CASES, body)
    assert answer.status_code == 201
    person = Person.objects.get()
    assert answer.json()["code_name"] == person.code_name
    assert (person.nationalities, person.contact_hours) == (["NI"], [9, 10])

    page = f"{CASES}/{answer.json()['id']}/notes"
    noted = sent(client, page, {"kind": "team", "text": "llamó"})
    assert noted.status_code == 201
    note = Note.objects.get(public_id=noted.json()["id"])
    ring = unlock(as_actor(lead), [person.public_id], clock.today())
    assert (ring.text(person, "name"), ring.text(note, "text")) == (NAME, "llamó")


@pytest.mark.parametrize(
    "body",
    [
        {},
        NEW | {"age_group": "old"},
        NEW | {"basis": "legacy"},
        NEW | {"basis": "vital_interest"},
        NEW | {"may_contact": "yes"},
        NEW | {"birth": "nunca"},
        NEW | {"name": "a\x00"},
        NEW | {"contact_hours": [99]},
        NEW | {"migration_status": 3, "name": 7},
        [],
    ],
)
def test_a_body_that_cannot_be_is_refused_with_its_field(client, body):
    answer = sent(client, CASES, body)
    assert answer.status_code == 422 and answer.json()["detail"][0]["loc"]
    assert not Person.objects.exists()


def test_a_lone_surrogate_is_refused(client):
    body = '{"age_group": "adult", "basis": "contact", "may_contact": "no", "name": "\\ud800"}'
    assert sent(client, CASES, body).status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_finds_nothing(lead, role):
    opened = case(as_actor(lead))
    client = signed_in(worker(lead.desk, role=role))
    reads, opens = role in READERS, role in OPENERS
    assert client.get(CASES).status_code == (200 if reads else 404)
    real, unreal = (client.get(f"{CASES}/{each}") for each in (opened.public_id, uuid4()))
    assert (real.status_code, real.content) == (unreal.status_code, unreal.content)
    note = sent(client, f"{CASES}/{opened.public_id}/notes", {"kind": "team", "text": "x"})
    assert (real.status_code, note.status_code) == (404, 404)
    assert sent(client, CASES, NEW).status_code == (201 if opens else 404)


def test_a_desk_with_a_share_reads_and_does_not_write(lead):
    opened, reader = case(as_actor(lead)), worker()
    share(as_actor(lead), opened.person, reader.desk, "notes")
    client = signed_in(reader)
    assert client.get(f"{CASES}/{opened.public_id}").json()["parts"] == ["notes"]
    note = sent(client, f"{CASES}/{opened.public_id}/notes", {"kind": "team", "text": "x"})
    assert note.status_code == 404 and not Note.objects.exists()
    assert AuditRow.objects.filter(verb="refused").count() == 1


def test_nobody_calls_without_session_second_factor_or_forgery_token(lead):
    opened = case(as_actor(lead))
    weak = Client()
    weak.force_login(lead.user)
    for client in (Client(), weak):
        assert client.get(CASES).status_code == 401
        assert client.get(f"{CASES}/{opened.public_id}").status_code == 401
        assert sent(client, CASES, NEW).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(lead).cookies
    assert strict.get(CASES).status_code == 200
    assert sent(strict, CASES, NEW).status_code == 401
    assert Case.objects.count() == 1


def test_a_session_without_a_chosen_place_is_not_enough(lead):
    worker_elsewhere = worker()
    worker_elsewhere.user = lead.user
    worker_elsewhere.save()
    client = Client()
    client.force_login(lead.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    assert client.get(CASES).status_code == 401
