"""What the staff pages say and do, one happy path and its refusals."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.cases import services
from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import LIMIT_BYTES
from amparo.kernel.ui import drafts
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from tests.factories.cases import CONTENT, FILE, as_actor, case, full_case, signed_in, worker
from tests.factories.kernel import DeskFactory
from tests.factories.persons import NAME, share
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db

REGISTER = {"age_group": "adult", "basis": "contact", "may_contact": "no"}


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


# --- the list


def test_the_list_shows_code_names_and_never_a_name(client, lead):
    opened = case(as_actor(lead), known_as="Luzbela")
    shown = client.get("/casos/").content.decode()
    assert opened.person.code_name in shown
    assert NAME not in shown and "Luzbela" not in shown


def test_the_list_goes_on_by_key_without_repeating_or_skipping(client, lead):
    codes = {case(as_actor(lead)).person.code_name for _each in range(27)}
    first = client.get("/casos/").content.decode()
    following = next(part for part in first.split('"') if part.startswith("?estado="))
    second = client.get("/casos/" + following.replace("&amp;", "&")).content.decode()

    on_first = {code for code in codes if code in first}
    on_second = {code for code in codes if code in second}
    assert (len(on_first), len(on_second)) == (25, 2)
    assert not on_first & on_second
    assert "Ver los siguientes" not in second


def test_a_key_that_leads_nowhere_starts_from_the_top(client, lead):
    opened = case(as_actor(lead))
    for key in ("x", str(uuid4())):
        shown = client.get("/casos/", {"desde": key, "estado": "no-existe"})
        assert opened.person.code_name in shown.content.decode()


def test_filters_leave_what_they_name(client, lead):
    labour, other = case(as_actor(lead)), case(as_actor(lead))
    services.set_modalities(
        actor=as_actor(lead), case_id=labour.pk, version=1, modalities=["labour"]
    )
    shown = client.get("/casos/", {"modalidad": "labour", "estado": "open"}).content.decode()
    assert labour.person.code_name in shown and other.person.code_name not in shown
    assert (
        "Ningún caso con esos filtros"
        in client.get("/casos/", {"estado": "closed"}).content.decode()
    )


def test_a_search_finds_by_name_and_is_recorded(client, lead):
    opened = case(as_actor(lead))
    found = client.post("/casos/buscar/", {"text": "lucero sol"})
    assert opened.person.code_name in found.content.decode()
    assert AuditRow.objects.filter(verb="search.made").count() == 1


@pytest.mark.parametrize("typed", ["", "lucero"])
def test_a_search_that_is_too_wide_asks_for_more(client, typed):
    answer = client.post("/casos/buscar/", {"text": typed})
    assert answer.status_code == 422
    assert "dos palabras del nombre" in answer.content.decode()


# --- registering


def test_registering_asks_for_three_answers_and_selects_none_beforehand(client):
    shown = client.get("/casos/nueva/").content.decode()
    assert " checked" not in shown
    refused = client.post("/casos/nueva/", {})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert said.count('href="#id_') == 3
    assert not Person.objects.exists()


def test_an_empty_form_keeps_what_was_typed(client):
    refused = client.post("/casos/nueva/", {"name": "Aurora Inventada", "birth": "nunca"})
    said = refused.content.decode()
    assert 'value="Aurora Inventada"' in said and 'value="nunca"' in said


def test_a_vital_interest_asks_for_its_reason_on_the_page(client):
    answer = client.post("/casos/nueva/", REGISTER | {"basis": "vital_interest"})
    assert answer.status_code == 422
    assert "cuál es el interés vital" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"contact_channels": ["phone"], "contact_hours": "9 a 12, 18-20"}, [9, 10, 11, 18, 19]),
        ({"contact_note": "por su hermana"}, []),
    ],
)
def test_a_safe_way_to_reach_her_is_kept(client, answers, kept):
    client.post("/casos/nueva/", REGISTER | {"may_contact": "yes"} | answers)
    assert Person.objects.get().contact_hours == kept


@pytest.mark.parametrize(
    "answers",
    [
        {"may_contact": "yes"},
        {"contact_hours": "mañana"},
        {"contact_hours": "12 a 9"},
        {"nationalities": "Atlántida"},
        {"birth": "hace mucho"},
        {"residence": "XX-99"},
        {"basis": "legacy"},
        {"name": "a\x00b"},
    ],
)
def test_answers_that_cannot_be_are_sent_back(client, answers):
    assert client.post("/casos/nueva/", REGISTER | answers).status_code == 422
    assert not Person.objects.exists()


def test_everything_else_is_optional_and_kept_as_said(client, lead):
    answers = {
        "name": NAME,
        "birth": "2004 - 2006",
        "nationalities": "Nicaragua, costa rica",
        "sex": "declined",
        "residence": "CR-SJ",
        "language": "miq",
    }
    client.post("/casos/nueva/", REGISTER | answers)
    kept = Person.objects.get()
    assert (kept.nationalities, kept.sex, kept.gender) == (["CR", "NI"], "declined", "not_asked")
    assert (kept.residence, kept.language) == ("CR-SJ", "miq")
    assert text(lead, kept, "birth") == "2004/2006"


def test_a_name_already_in_ones_own_files_is_asked_about_before_saving(client, lead):
    known = case(as_actor(lead))
    asked = client.post("/casos/nueva/", REGISTER | {"name": NAME})
    shown = asked.content.decode()
    assert asked.status_code == 409 and Person.objects.count() == 1
    assert page_of(known) in shown and known.person.code_name in shown

    again = client.post("/casos/nueva/", REGISTER | {"name": NAME, "distinct": "on"})
    assert again.status_code == 302 and Person.objects.count() == 2
    assert AuditRow.objects.filter(verb="duplicates.sought").count() == 1


def test_the_same_name_in_a_colleagues_file_is_not_told(client, lead):
    case(as_actor(worker(lead.desk)))
    answer = client.post("/casos/nueva/", REGISTER | {"name": NAME})
    assert answer.status_code == 302


def test_a_second_press_registers_once(client):
    sent = REGISTER | {"once": str(uuid4())}
    first, second = client.post("/casos/nueva/", sent), client.post("/casos/nueva/", sent)
    assert first["Location"] == second["Location"]
    assert Person.objects.count() == 1


def test_what_was_being_typed_comes_back(client, lead):
    drafts.keep(lead.user_id, "/casos/nueva/", {"name": ["Aurora Inventada"], "sex": ["male"]})
    shown = client.get("/casos/nueva/").content.decode()
    assert 'value="Aurora Inventada"' in shown and "Recuperamos lo que escribió" in shown
    assert '<option value="male" selected>' in shown


def test_a_report_is_named_only_if_one_may_see_it():
    desk = DeskFactory(receives_reports=True)
    report = taken_in(desk).report
    operator = worker(desk, role=Role.INTAKE_OPERATOR)
    client = signed_in(operator)
    assert client.get("/casos/nueva/", {"aviso": str(report.pk)}).status_code == 200
    client.post("/casos/nueva/", REGISTER | {"from_report": str(report.pk)})
    assert Case.objects.get().from_report == report.pk

    for said in (str(uuid4()), "x"):
        assert client.get("/casos/nueva/", {"aviso": said}).status_code == 404
    stranger = signed_in(worker(role=Role.CASE_LEAD))
    assert stranger.get("/casos/nueva/", {"aviso": str(report.pk)}).status_code == 404


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


def test_migration_status_is_offered_only_to_whoever_writes_it(client, lead):
    mine = case(as_actor(lead))
    assert 'name="migration_status"' in client.get(page_of(mine, "datos/")).content.decode()
    social = worker()
    theirs = case(as_actor(social))
    shown = signed_in(social).get(page_of(theirs, "datos/")).content.decode()
    assert 'name="migration_status"' not in shown


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


# --- the name, the readings and what is due


def test_the_name_is_shown_for_one_view_after_its_reason(client, lead):
    opened = case(as_actor(lead))
    page = page_of(opened, "nombre/")
    assert NAME not in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    shown = client.post(page, {"reason": "document"}).content.decode()
    assert NAME in shown and f"<title>Caso {opened.person.code_name}" in shown
    assert NAME not in client.get(page_of(opened)).content.decode()
    assert AuditRow.objects.get(verb="name.read").details == {"reason": "document"}


def test_she_can_be_told_which_institution_and_function_read_her(client, lead):
    opened, reader = case(as_actor(lead)), worker()
    share(as_actor(lead), opened.person, reader.desk, "profile")
    for _twice in range(2):
        signed_in(reader).get(page_of(opened))
    shown = client.get(page_of(opened, "lecturas/")).content.decode()
    assert reader.desk.organisation.name in shown and "Leyó la ficha" in shown
    assert reader.user.username not in shown
    assert '<td class="r">2</td>' in shown


def test_what_is_due_is_on_her_page_and_on_the_home(client, lead):
    who = as_actor(lead)
    opened = full_case(who)
    Need.objects.update(noted_on=clock.today() - timedelta(days=8))
    Goal.objects.update(due_on=clock.today() + timedelta(days=2))
    share(who, opened.person, DeskFactory(), "notes", days=10)
    for page in (page_of(opened), "/inicio/"):
        shown = client.get(page).content.decode()
        for word in ("Necesidad abierta: Alojamiento seguro", "Meta de su plan", "renovar"):
            assert word in shown
    stranger = signed_in(worker(lead.desk)).get("/inicio/").content.decode()
    assert opened.person.code_name not in stranger


def test_what_is_far_or_finished_is_not_due(client, lead):
    who = as_actor(lead)
    opened = full_case(who)
    Goal.objects.update(due_on=clock.today() + timedelta(days=40))
    share(who, opened.person, DeskFactory(), "notes", days=80)
    assert "Nada vence en los próximos días" in client.get(page_of(opened)).content.decode()


def test_two_files_are_joined_after_saying_what_will_happen(client, lead):
    kept, joined = case(as_actor(lead), sex="female"), case(as_actor(lead), sex="male")
    page = page_of(kept, "unir/")
    told = client.post(page, {"code_name": joined.person.code_name}).content.decode()
    assert "Qué va a pasar" in told and "decían «Mujer» y «Hombre»" in told
    assert Case.objects.visible_to(as_actor(lead), on=clock.today()).count() == 2

    client.post(page, {"code_name": joined.person.code_name, "confirmed": "on"})
    assert Case.objects.visible_to(as_actor(lead), on=clock.today()).get() == kept
    assert client.get(page_of(joined)).status_code == 404


@pytest.mark.parametrize("which", ["mine", "strange", "unknown"])
def test_only_another_file_of_ones_own_is_joined(client, lead, which):
    kept, strange = case(as_actor(lead)), case(as_actor(worker(lead.desk)))
    code = {
        "mine": kept.person.code_name,
        "strange": strange.person.code_name,
        "unknown": "Nadie 0000",
    }[which]
    answer = client.post(page_of(kept, "unir/"), {"code_name": code, "confirmed": "on"})
    assert answer.status_code == 422
    assert not Person.objects.exclude(merged_into=None).exists()


def test_the_pages_exist_in_four_languages(client, lead):
    opened = case(as_actor(lead))
    for prefix in ("", "/en", "/pt", "/fr"):
        assert client.get(f"{prefix}{page_of(opened)}").status_code == 200
