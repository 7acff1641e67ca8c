"""What is added and changed from the pages of a file, and what is sent back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import LIMIT_BYTES
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from tests.factories.cases import CONTENT, FILE, as_actor, case, full_case, signed_in, worker
from tests.factories.persons import NAME, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def text(lead, record, name: str) -> str | None:
    return unlock(as_actor(lead), [record.subject], clock.today()).text(record, name)


def page_of(opened: Case, tab: str = "") -> str:
    return f"/casos/{opened.public_id}/{tab}"


# --- adding


def test_an_event_keeps_codes_place_and_words(client, lead):
    opened = case(as_actor(lead))
    client.post(
        page_of(opened, "hechos/nuevo/"),
        {
            "kind": "transit",
            "happened": "antes de 2019",
            "country": "NI",
            "admin1": "managua",
            "place": "la terminal",
            "leg": "2",
            "acts": ["transportation"],
            "means": ["threat"],
            "purposes": ["forced_labour"],
            "narrative": "iba dormida",
        },
    )
    event = Event.objects.get()
    assert (event.happened, event.admin1, event.leg) == ("../2019", "NI-MN", 2)
    assert text(lead, event, "narrative") == "iba dormida"
    shown = client.get(page_of(opened, "hechos/")).content.decode()
    for word in ("antes de 2019", "Managua, Nicaragua", "la terminal", "El camino"):
        assert word in shown


@pytest.mark.parametrize(
    "answers",
    [
        {"kind": ""},
        {"kind": "transit", "admin1": "Managua"},
        {"kind": "transit", "country": "NI", "admin1": "Macondo"},
        {"kind": "transit", "happened": "nunca"},
        {"kind": "transit", "leg": "0"},
    ],
)
def test_an_event_that_cannot_be_is_sent_back_with_its_words(client, lead, answers):
    opened = case(as_actor(lead))
    sent = answers | {"narrative": "iba dormida"}
    answer = client.post(page_of(opened, "hechos/nuevo/"), sent)
    assert answer.status_code == 422 and "iba dormida" in answer.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("tab", "answers", "model"),
    [
        ("plan/necesidad/", {"words": "una cama"}, Need),
        ("plan/meta/", {"due_on": "2030-01-01"}, Goal),
        ("notas/nueva/", {"kind": "team"}, Note),
    ],
)
def test_what_is_half_written_is_sent_back(client, lead, tab, answers, model):
    answer = client.post(page_of(case(as_actor(lead)), tab), answers)
    assert answer.status_code == 422 and "Revise" in answer.content.decode()
    assert not model.objects.exists()


def test_an_original_is_kept_sealed_and_only_downloaded(client, lead):
    opened = case(as_actor(lead))
    sent = SimpleUploadedFile(FILE, CONTENT, "text/html")
    assert client.post(page_of(opened, "archivos/"), {"document": sent}).status_code == 302
    stored = StoredFile.objects.get()
    assert text(lead, stored, "name") == FILE

    got = client.get(page_of(opened, f"archivos/{stored.public_id}/"))
    assert got.content == CONTENT
    assert got["Content-Disposition"].startswith("attachment") and FILE not in str(got.headers)
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == (
        "nosniff",
        "application/octet-stream",
    )


@pytest.mark.parametrize("size", [LIMIT_BYTES + 1, LIMIT_BYTES + 2**21])
def test_a_file_over_the_limit_says_so(client, lead, size):
    opened = case(as_actor(lead))
    sent = SimpleUploadedFile("grande.bin", b"0" * size)
    answer = client.post(page_of(opened, "archivos/"), {"document": sent})
    assert answer.status_code == 422 and "20 MB" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_large_original_never_rests_in_the_clear(client, lead, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILES = tmp_path / "temporary", tmp_path / "sealed"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    opened, content = case(as_actor(lead)), b"canary" * 700_000
    sent = SimpleUploadedFile("largo.bin", content)
    assert client.post(page_of(opened, "archivos/"), {"document": sent}).status_code == 302
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
    kept = [path.read_bytes() for path in settings.FILES.rglob("*") if path.is_file()]
    assert len(kept) == 1 and b"canary" not in kept[0]


def test_a_colleague_is_brought_in_from_a_list_of_ones_own_institution(client, lead):
    opened, colleague, stranger = case(as_actor(lead)), worker(lead.desk), worker()
    page = page_of(opened, "equipo/")
    assert stranger.user.username not in client.get(page).content.decode()
    refused = client.post(f"{page}sumar/", {"colleague": str(stranger.public_id)})
    assert refused.status_code == 422

    client.post(f"{page}sumar/", {"colleague": str(colleague.public_id)})
    assert signed_in(colleague).get(page_of(opened)).status_code == 200


# --- changing


@pytest.mark.parametrize(
    ("tab", "typed", "conflicting"),
    [
        ("datos/", {"age_group": "adult", "sex": "male"}, "No se preguntó"),
        ("contacto/", {"may_contact": "no", "contact_note": "girasol"}, "No: sería peligroso"),
        ("identidad/", {"name": "Otra Inventada"}, "Otra persona guardó cambios"),
    ],
)
def test_a_change_over_an_old_version_keeps_the_text_and_saves_the_second_time(
    client, lead, tab, typed, conflicting
):
    opened = case(as_actor(lead))
    page = page_of(opened, tab)
    Person.objects.update(version=5)
    answer = client.post(page, typed | {"version": "1"})
    shown = answer.content.decode()

    assert answer.status_code == 422
    assert "Otra persona guardó cambios" in shown and conflicting in shown
    assert 'name="version" value="5"' in shown
    assert client.post(page, typed | {"version": "5"}).status_code == 302
    assert Person.objects.get().version == 6


def test_an_identity_is_changed_without_being_shown(client, lead):
    opened = case(as_actor(lead))
    page = page_of(opened, "identidad/")
    assert NAME not in client.get(page).content.decode()
    assert client.post(page, {"version": "1"}).status_code == 422
    client.post(page, {"version": "1", "birth": "2001"})
    person = Person.objects.get()
    assert (text(lead, person, "name"), text(lead, person, "birth")) == (NAME, "2001")


def test_needs_goals_and_modalities_are_changed_from_their_pages(client, lead):
    opened = full_case(as_actor(lead))
    need, goal = Need.objects.get(), Goal.objects.get()
    client.post(
        page_of(opened, f"necesidades/{need.public_id}/"), {"state": "declined", "version": "1"}
    )
    client.post(page_of(opened, f"metas/{goal.public_id}/"), {"state": "changed", "version": "1"})
    client.post(
        page_of(opened, "modalidades/"), {"modalities": ["sexual", "labour"], "version": "1"}
    )
    need.refresh_from_db(), goal.refresh_from_db(), opened.refresh_from_db()
    assert (need.state, goal.state) == ("declined", "changed")
    assert opened.modalities == ["labour", "sexual"]
    shown = client.get(page_of(opened)).content.decode()
    assert "Dijo que no, o todavía no" in shown and "Alojamiento seguro" in shown


def test_a_need_or_goal_of_another_case_is_not_there(client, lead):
    full_case(as_actor(lead))
    other = case(as_actor(lead))
    for tab in (
        f"necesidades/{Need.objects.get().public_id}/",
        f"metas/{Goal.objects.get().public_id}/",
    ):
        assert client.get(page_of(other, tab)).status_code == 404


def test_a_step_with_a_reason_asks_for_it_and_an_impossible_one_is_not_there(client, lead):
    opened = case(as_actor(lead))
    page = page_of(opened, "paso/not_located/")
    assert "Salida no programada" in client.get(page).content.decode()
    assert client.post(page, {"version": "1", "target": "not_located"}).status_code == 422
    sent = {"version": "1", "target": "not_located", "reason": "unplanned_exit"}
    assert client.post(page, sent).status_code == 302
    opened.refresh_from_db()
    assert opened.state == "not_located"
    shown = client.get(page_of(opened, "historial/")).content.decode()
    assert "No localizada" in shown and "Salida no programada" in shown
    for target in ("closed", "inventado"):
        assert client.get(page_of(opened, f"paso/{target}/")).status_code == 404


def test_a_step_that_a_guard_stops_says_why(client, lead):
    opened = full_case(as_actor(lead))
    sent = {"version": "1", "target": "closure_requested", "reason": "goals_reached"}
    answer = client.post(page_of(opened, "paso/closure_requested/"), sent)
    assert answer.status_code == 422
    assert "Quedan necesidades abiertas" in answer.content.decode()


def test_her_status_is_on_her_page_when_it_is_the_actors_to_see(client, lead):
    opened, reader = case(as_actor(lead)), worker()
    assert "Sin condición anotada" in client.get(page_of(opened)).content.decode()
    share(as_actor(lead), opened.person, reader.desk, "notes")
    assert "Sin condición anotada" not in signed_in(reader).get(page_of(opened)).content.decode()
