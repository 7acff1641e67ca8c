"""Where nothing can be recorded nothing is read and nothing is changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.urls import reverse

from amparo.cases.models import Note
from amparo.kernel import clock
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.files.models import StoredFile
from tests.factories.cases import NAME_HERS, as_actor, full_case, signed_in, worker
from tests.proofs.intruder import no_room_for_the_log

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    lead = worker(role=Role.CASE_LEAD)
    opened = full_case(as_actor(lead), name=NAME_HERS)
    client = signed_in(lead)
    client.raise_request_exception = False
    return opened, client


@pytest.mark.parametrize("page", ["list", "show", "notes", "events", "plan", "download"])
def test_a_page_that_cannot_be_recorded_is_not_shown(scene, page):
    opened, client = scene
    address = address_of(opened, page)
    assert shown(client.get(address), opened)

    with no_room_for_the_log():
        refused = client.get(address)

    assert refused.status_code == 500
    assert not shown(refused, opened)
    assert client.get(address).status_code == 200


def test_the_interface_for_programs_shows_nothing_either(scene):
    opened, client = scene
    with no_room_for_the_log():
        refused = client.get("/api/v1/cases")

    assert refused.status_code == 500
    assert not shown(refused, opened)


def test_a_change_that_cannot_be_recorded_is_not_made(scene):
    opened, client = scene
    before, rows = Note.objects.count(), AuditRow.objects.count()
    address = reverse("cases:add_note", args=[opened.public_id])

    with no_room_for_the_log():
        refused = client.post(address, {"kind": "team", "text": "llamó hoy"})

    assert refused.status_code == 500
    assert (Note.objects.count(), AuditRow.objects.count()) == (before, rows)


def test_a_name_that_cannot_be_recorded_is_not_read(scene):
    opened, client = scene
    address = reverse("cases:name", args=[opened.public_id])
    assert NAME_HERS in client.post(address, {"reason": "meeting"}).content.decode()

    with no_room_for_the_log():
        refused = client.post(address, {"reason": "meeting"})

    assert refused.status_code == 500
    assert NAME_HERS not in refused.content.decode()


def test_the_door_itself_gives_the_error_to_whoever_opened_it(scene):
    opened, _client = scene
    who = as_actor(worker())
    with no_room_for_the_log():
        with pytest.raises(DatabaseError), reading(who) as door:
            door.saw(Verb.CASE_READ, [opened.subject])
        with pytest.raises(DatabaseError), writing(who):
            record(who, Verb.CASE_CHANGED, subjects=[opened.subject], on=str(clock.today()))


def address_of(opened, page: str) -> str:
    if page == "list":
        return reverse("cases:list")
    if page == "download":
        file = StoredFile.objects.get(subject=opened.subject).public_id
        return reverse("cases:download", args=[opened.public_id, file])
    return reverse(f"cases:{page}", args=[opened.public_id])


def shown(response, opened) -> bool:
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return opened.person.code_name in text.decode("utf-8", "replace") or b"%PDF" in text
