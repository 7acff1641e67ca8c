"""Role × action, address by address: yes, or the same page as for what does not exist."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from tests.cases.routes import READ_ONLY, RESERVED, WRITE_ONLY, names, scene, strange
from tests.factories.cases import signed_in, worker
from tests.factories.kernel import SINCE

pytestmark = pytest.mark.django_db

CUSTODY = {"custody", "custody_answer"}
OPEN_TO_ROLE = {"list", "search", "register", "sitting_new"}  # empty, but there for the role
TEAM_ONLY = {"team", "history", "readings"}
SHOWN_TO_DESK = {"show", "events", "plan", "notes", "sharing", "download"} | OPEN_TO_ROLE
OPENERS = {
    Role.INTAKE_OPERATOR,
    Role.CASE_WORKER,
    Role.CASE_LEAD,
    Role.WITNESS_PROTECTION_OFFICER,
}
READERS = OPENERS | {
    Role.CLINICIAN,
    Role.CONSULAR_OFFICER,
    Role.DECISION_MAKER,
    Role.INVESTIGATOR,
    Role.LEGAL_AID,
    Role.PERMIT_DESK,
    Role.PLACEMENT_OFFICER,
    Role.PROSECUTOR,
    Role.SHELTER_STAFF,
    Role.SUPERVISOR,
}


def status(stage, client: Client, name: str) -> list[int]:
    """What GET and POST of one address answer, of those that it has."""
    found = []
    if name not in WRITE_ONLY:
        found.append(stage.get(client, name).status_code)
    if name not in READ_ONLY:
        if name == "add_file":
            stage.forms[name] = {"document": SimpleUploadedFile("x.txt", b"invented")}
        found.append(stage.post(client, name).status_code)
    return found


def test_the_table_of_addresses_is_whole():
    stage = scene()
    known = set(stage.arguments) | OPEN_TO_ROLE | CUSTODY
    assert names() == known
    assert names() >= READ_ONLY | WRITE_ONLY


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_what_is_reserved_is_closed_to_the_rest_of_her_team(name):
    stage = scene()
    assert set(status(stage, signed_in(stage.lead), name)) == {404}


@pytest.mark.parametrize("name", sorted(names() - CUSTODY - RESERVED))
def test_the_team_reads_and_writes(name):
    stage = scene()
    answers = status(stage, signed_in(stage.lead), name)
    expected = [200] if name not in WRITE_ONLY else []
    if name not in READ_ONLY:
        shows = name in ("search", "name")
        expected.append(200 if shows else 302)
    assert answers == expected


@pytest.mark.parametrize("name", sorted(names() - CUSTODY))
def test_a_team_member_who_only_reads_writes_nothing(name):
    stage = scene()
    judge = worker(stage.lead.desk, role=Role.DECISION_MAKER)
    add_member(team=stage.case.person.team, membership=judge, on=SINCE)
    client = signed_in(judge, purpose="protect")

    reads = {"show", "events", "plan", "notes", "sharing", "download", "name", "list", "search"}
    allowed = name in reads | TEAM_ONLY
    assert set(status(stage, client, name)) == {200 if allowed else 404}


@pytest.mark.parametrize("name", sorted(names() - CUSTODY))
def test_a_desk_with_a_share_reads_its_pages_and_writes_nothing(name):
    stage = scene()
    answers = set(status(stage, signed_in(stage.reader), name))
    assert answers <= ({200, 302, 409} if name in SHOWN_TO_DESK else {404})


@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_finds_nothing_at_any_address(role):
    stage = scene()
    client = signed_in(worker(stage.lead.desk, role=role))  # same institution, same desk
    for name in sorted(names() - CUSTODY):
        opens = name in ("register", "sitting_new")
        there = (opens and role in OPENERS) or (name in ("list", "search") and role in READERS)
        answers = set(status(stage, client, name))
        assert answers <= ({200, 302} if there else {404}), (name, answers)


@pytest.mark.parametrize("role", list(Role))
def test_the_custodians_queue_is_the_custodians(role):
    stage = scene()
    client = signed_in(worker(role=role))
    answers = [status(stage, client, name) for name in ("custody", "custody_answer")]
    assert answers == ([[200], [302]] if role == Role.CUSTODIAN else [[404], [404]])


def test_nobody_enters_without_signing_in():
    stage = scene()
    for name in sorted(names()):
        for answer in status(stage, Client(), name):
            assert answer == 302
        assert "/cuenta/" in Client().get(stage.address(name)).get("Location", "")


def test_what_exists_and_what_does_not_answer_alike():
    stage = scene()
    client = signed_in(worker(stage.lead.desk))
    for name in sorted(set(stage.arguments) - CUSTODY):
        for send in (client.get, client.post):
            real, unreal = send(stage.address(name)), send(strange(stage.address(name)))
            assert (real.status_code, real.content) == (unreal.status_code, unreal.content), name
            if real.status_code == 405:
                continue
            assert real.status_code == 404


def test_an_attempt_to_write_from_a_shared_desk_is_recorded():
    stage = scene()
    stage.post(signed_in(stage.reader), "add_note")
    assert AuditRow.objects.filter(verb="refused").values_list("details", flat=True).get() == {
        "predicate": "can_change_case"
    }


SHOWING = {
    "list": "case.listed",
    "register": None,  # an empty form
    "sitting_new": None,
    "sitting": "case.listed",
    "sitting_cards": "case.listed",
    "sitting_rows": "case.listed",
    "sitting_join": None,
    "join": "case.read",
    "download": "file.opened",
    "custody": "duplicates.sought",
}


@pytest.mark.parametrize("name", sorted(names() - WRITE_ONLY - RESERVED))
def test_every_page_that_shows_her_is_recorded(name):
    stage = scene()
    client = signed_in(worker(role=Role.CUSTODIAN) if name == "custody" else stage.lead)
    before = AuditRow.objects.count()
    assert stage.get(client, name).status_code == 200

    verbs = set(AuditRow.objects.order_by("pk")[before:].values_list("verb", flat=True))
    expected = SHOWING.get(name, "case.read")
    assert (expected in verbs) if expected else not verbs
