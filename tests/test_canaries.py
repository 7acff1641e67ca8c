"""Names, words and addresses that were typed are found nowhere in clear: not in the database file,
its log, the queue, the sealed files or what the program says about errors."""

from __future__ import annotations

import logging
import pickle
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from amparo.cases.services import EventFields, add_event, add_note, attach_file, open_file
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.ui import drafts
from amparo.persons.public import PersonFields, give_consent, start_share, withdraw_consent
from amparo.reports.services.intake import Told, take_in
from tests.factories.kernel import DeskFactory, MembershipFactory

NAME, PHONE, STORY = "Zunzuneria Canariense", "8999-0147", "canario-relato-azulgrana"
PLACE, NOTE, ADDRESS = "bodega canaria 77", "nota-canario-verdemar", "203.0.113.77"
CANARIES = [NAME, PHONE, STORY, PLACE, NOTE, ADDRESS, "Zunzuneria", "canariense"]


@pytest.fixture
def lived(transactional_db) -> str:
    """A report, a file, an attachment, a share withdrawn, a draft; returns the receipt's secret."""
    today = clock.today()
    DeskFactory(receives_reports=True, organisation__country="CR")
    place = MembershipFactory(role=Role.CASE_LEAD)
    actor = actor_of(place)
    receipt = take_in(told=Told(narrative=f"{STORY} {PHONE}", country="CR", place=PLACE))
    words = {"name": NAME, "contact_note": PHONE, "address": PLACE, "document": PHONE}
    case = open_file(
        actor=actor, fields=PersonFields("adult", "contact", "no", words=words), on=today
    )
    fields = EventFields(kind="transit", place=PLACE, narrative=STORY)
    add_event(actor=actor, case_id=case.pk, fields=fields, on=today)
    add_note(actor=actor, case_id=case.pk, kind="team", text=NOTE, on=today)
    attach_file(actor=actor, case_id=case.pk, name=f"{NAME}.txt", content=STORY.encode(), on=today)
    consent = give_consent(
        actor=actor,
        person_id=case.person_id,
        desk=DeskFactory(),
        purpose="assist",
        fields=["name"],
        given_on=today,
        expires_on=today,
        given_by="herself",
        explained="spoken",
        language="es",
    )
    start_share(actor=actor, consent_id=consent.pk, on=today)
    withdraw_consent(actor=actor, consent_id=consent.pk)
    drafts.keep(place.user_id, "/casos/nueva/", {"name": [NAME], "story": [STORY]})
    return str(receipt.secret)


def everything_in_tables() -> str:
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608  our own tables
            for row in cursor.fetchall():
                rows.append(" ".join(_text(value) for value in row))
    return "\n".join(rows)


def _text(value: object) -> str:
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return raw.decode("latin-1")


def found_in(text: str) -> list[str]:
    lowered = text.lower()
    utf8 = [canary.lower() for canary in CANARIES]
    return [canary for canary in utf8 if canary in lowered]


def test_no_table_holds_a_word_that_was_typed(lived):
    assert found_in(everything_in_tables()) == []


def test_the_receipt_is_not_kept(lived):
    assert len(lived) == 14
    assert lived not in everything_in_tables().replace(" ", "")


def test_database_file_and_its_log_hold_no_word(lived):
    if connection.vendor != "sqlite":
        pytest.skip("a file of SQLite; tables are searched on both engines")
    name = Path(str(connection.settings_dict["NAME"]))
    files = [path for path in (name, Path(f"{name}-wal")) if path.exists()]
    assert files
    for path in files:
        assert found_in(path.read_bytes().decode("latin-1")) == [], path.name


def test_the_queue_unpickled_holds_ids_only(lived):
    jobs = [SignedPackage.loads(row.payload) for row in OrmQ.objects.all()]
    assert jobs
    assert found_in(" ".join(repr(job) for job in jobs)) == []
    assert pickle.dumps(jobs)


def test_sealed_files_hold_no_word(lived):
    kept = [path for path in Path(settings.FILES).rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert found_in(path.read_bytes().decode("latin-1") + path.name) == []


def test_a_failing_page_logs_neither_words_nor_address(lived, caplog):
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=NAME)
    with caplog.at_level(logging.DEBUG):
        client.post("/avisar/", {"narrative": STORY, "x": PHONE})
        client.get(f"/no-existe/?q={NAME}")
    handler = logging.getLogger("django").handlers
    shown = []
    for record in caplog.records:
        if all(each.filter(record) for one in handler for each in one.filters):
            shown.append(record.getMessage())
    assert found_in(" ".join(shown)) == []


def test_public_pages_set_no_cookie_and_start_no_session(lived):
    client = Client()
    for name in ("portal:home", "portal:kept"):
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert not response.cookies
