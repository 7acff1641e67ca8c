"""Her pages and her team's: what each answers, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.ownfile import services
from amparo.ownfile.models import OwnDoor, OwnWord
from amparo.persons.models import Consent, HiddenPart
from amparo.persons.public import fields_for
from amparo.reports.public import form_token
from tests.factories.cases import GOAL, NAME_HERS, as_actor, full_case, signed_in, worker
from tests.factories.kernel import DeskFactory
from tests.factories.persons import share

pytestmark = pytest.mark.django_db
PHRASE, DURESS = "El colibrí duerme en marzo", "Mañana llueve sobre techos"
OPEN = {"asked": "on", "safe": "on", "phrase": PHRASE, "duress": DURESS}


@pytest.fixture
def scene():
    lead = worker(role=Role.CASE_LEAD)
    opened = full_case(as_actor(lead), name=NAME_HERS)
    given = share(as_actor(lead), opened.person, DeskFactory(), "name").consent
    made = services.open_door(
        actor=as_actor(lead),
        person_id=opened.person_id,
        phrase=PHRASE,
        duress=DURESS,
        on=clock.today(),
    )
    return lead, opened, made, given


def come_in(made, phrase: str = PHRASE) -> tuple[Client, object]:
    client = Client()
    sent = {"code": made.locator, "phrase": phrase, "formulario": form_token.issue()}
    return client, client.post(reverse("ownfile:enter"), sent)


def proof(client: Client) -> str:
    return client.get(reverse("ownfile:file")).context["visit"]


def test_she_comes_in_reads_and_leaves_nothing_behind(scene):
    client, answer = come_in(scene[2])
    cookie = answer.cookies["espacio"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    page = client.get(reverse("ownfile:file"))
    text = page.content.decode()
    assert NAME_HERS in text and GOAL in text
    assert "galpón" not in text and "trata" not in text.lower()
    assert page.headers["Cache-Control"] == "no-store"
    out = client.get(reverse("ownfile:leave"), follow=False)
    assert out.status_code == 302
    assert client.get(reverse("ownfile:file")).status_code == 302


@pytest.mark.parametrize("wrong", [{"code": "111111"}, {"phrase": "otra frase cualquiera hoy"}, {}])
def test_whatever_does_not_fit_gets_one_answer(scene, wrong):
    sent = {"code": scene[2].locator, "phrase": PHRASE, "formulario": form_token.issue()} | (
        wrong or {"code": "", "phrase": ""}
    )
    if sent["code"] == "111111" and scene[2].locator == "111111":
        sent["code"] = "222222"
    answer = Client().post(reverse("ownfile:enter"), sent)
    assert answer.status_code == 422
    assert "espacio" not in answer.cookies
    assert "Después de varios intentos" in answer.content.decode()


def test_the_phrase_of_danger_shows_a_page_with_nothing_of_hers(scene):
    lead, opened, made, given = scene
    client, _answer = come_in(made, DURESS)
    text = client.get(reverse("ownfile:file")).content.decode()
    assert "Orientación general" in text
    assert NAME_HERS not in text and GOAL not in text
    assert client.get(reverse("ownfile:consent", args=[given.public_id])).status_code == 404
    staff = signed_in(lead)
    assert "frase de peligro" in staff.get(reverse("portal:start")).content.decode()
    seen = reverse("ownfile:seen", args=[opened.person.public_id])
    assert staff.post(seen).status_code == 302
    assert OwnDoor.objects.get(pk=made.door.pk).forced_seen


def test_she_withdraws_in_one_step_after_seeing_what_it_does(scene):
    client, _answer = come_in(scene[2])
    address = reverse("ownfile:consent", args=[scene[3].public_id])
    assert "deja de ver" in client.get(address).content.decode()
    assert client.post(address, {"visita": "forged"}).status_code == 200
    assert Consent.objects.get(pk=scene[3].pk).withdrawn_at is None
    assert client.post(address, {"visita": proof(client)}).status_code == 302
    assert Consent.objects.get(pk=scene[3].pk).withdrawn_at is not None


def test_what_she_typed_comes_back_when_something_is_missing(scene):
    client, _answer = come_in(scene[2])
    sent = {"visita": proof(client), "text": "mi edad es otra"}
    refused = client.post(reverse("ownfile:say"), sent)
    assert refused.status_code == 422
    assert "mi edad es otra" in refused.content.decode()
    assert client.post(reverse("ownfile:say"), sent | {"kind": "correction"}).status_code == 302
    assert OwnWord.objects.count() == 1
    assert client.post(reverse("ownfile:say"), {"kind": "wish", "text": "x"}).status_code == 302
    assert OwnWord.objects.count() == 1


def test_she_hides_a_part_from_an_institution_and_shows_it_again(scene):
    lead, opened, made, given = scene
    desk, client = given.desk, come_in(made)[0]
    reader = worker(desk, role=Role.CASE_WORKER)
    own = {"visita": proof(client)}
    sent = own | {"institution": str(desk.organisation.public_id), "part": "name"}
    seen = reverse("cases:name", args=[opened.public_id])
    assert signed_in(reader).post(seen, {"reason": "meeting"}).status_code == 200
    assert client.post(reverse("ownfile:hide"), sent | {"visita": "x"}).status_code == 302
    assert not HiddenPart.objects.exists()
    assert client.post(reverse("ownfile:hide"), sent).status_code == 302
    hidden = HiddenPart.objects.get()
    assert fields_for(as_actor(reader), opened.person, on=clock.today()) == frozenset()
    assert "name" in fields_for(as_actor(lead), opened.person, on=clock.today())
    assert signed_in(reader).post(seen, {"reason": "meeting"}).status_code == 404
    assert client.post(reverse("ownfile:show", args=[hidden.public_id]), own).status_code == 302
    assert fields_for(as_actor(reader), opened.person, on=clock.today()) == {"name"}


def test_an_institution_that_sees_nothing_of_hers_is_not_offered(scene):
    client = come_in(scene[2])[0]
    stranger = DeskFactory().organisation
    sent = {"visita": proof(client), "institution": str(stranger.public_id), "part": "name"}
    answer = client.post(reverse("ownfile:hide"), sent)
    assert answer.status_code == 422
    assert stranger.name not in answer.content.decode()
    assert not HiddenPart.objects.exists()


SENT = {"say", "hide", "show"}


@pytest.mark.parametrize("name", ["file", "consent", "leave", *sorted(SENT)])
def test_without_a_visit_everything_leads_to_the_door(scene, name):
    arguments = [scene[3].public_id] if name in ("consent", "show") else []
    address = reverse(f"ownfile:{name}", args=arguments)
    answer = Client().post(address) if name in SENT else Client().get(address)
    assert answer.status_code == 302


TEAM = {"door": "get", "together": "get", "close": "post", "seen": "post"}


@pytest.mark.parametrize("name", TEAM)
def test_her_team_tends_the_door_and_it_is_recorded(scene, name):
    lead, opened, made, _given = scene
    services.enter(code=made.locator, phrase=DURESS)
    before = AuditRow.objects.count()
    address = reverse(f"ownfile:{name}", args=[opened.person.public_id])
    answer = getattr(signed_in(lead), TEAM[name])(address, {"reason": "she_asked"})
    assert answer.status_code == (200 if TEAM[name] == "get" else 302)
    assert AuditRow.objects.count() > before


@pytest.mark.parametrize("name", TEAM)
@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_finds_it(scene, name, role):
    opened = scene[1]
    address = reverse(f"ownfile:{name}", args=[opened.person.public_id])
    stranger = signed_in(worker(opened.person.team.organisation and None, role=role))
    assert getattr(stranger, TEAM[name])(address).status_code == 404


def test_opening_needs_that_she_asked_and_shows_the_code_once(scene):
    lead, opened, made, _given = scene
    staff, address = signed_in(lead), reverse("ownfile:door", args=[scene[1].person.public_id])
    refused = staff.post(address, OPEN | {"asked": ""})
    assert refused.status_code == 422
    assert PHRASE not in refused.content.decode()
    answer = staff.post(address, OPEN)
    fresh = OwnDoor.objects.open().get(person=opened.person)
    assert fresh.locator != made.locator
    assert f"{fresh.locator[:3]} {fresh.locator[3:]}" in answer.content.decode()
    assert fresh.locator not in staff.get(address).content.decode().replace(" ", "")
