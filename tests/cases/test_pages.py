"""What the staff pages say and do, one happy path and its refusals."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.cases import services
from amparo.cases.models import Case, Goal, Need
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.ui import drafts
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from amparo.persons.public import open_person_in_emergency
from tests.factories.cases import as_actor, case, full_case, signed_in, worker
from tests.factories.kernel import DeskFactory
from tests.factories.persons import NAME, share
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db

MARK = "por una emergencia"
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


def test_who_read_her_by_an_emergency_is_marked_and_counted_apart(client, lead):
    opened, duty = case(as_actor(lead)), worker(role=Role.INTAKE_OPERATOR)
    signed_in(lead).get(page_of(opened))
    assert MARK not in client.get(page_of(opened, "lecturas/")).content.decode()
    open_person_in_emergency(
        actor=as_actor(duty), code_name=opened.person.code_name, purpose="medical", reason="invento"
    )
    duty.refresh_from_db()
    read = signed_in(duty, "medical").get(page_of(opened))
    assert read.status_code == 200

    shown = client.get(page_of(opened, "lecturas/")).content.decode()
    rows = [row for row in shown.split("<tr>") if duty.desk.organisation.name in row]
    assert rows and all(MARK in row for row in rows)
    others = [row for row in shown.split("<tr>") if lead.desk.organisation.name in row]
    assert others and not any(MARK in row for row in others)


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
