"""The staff's way in: second factor, place and purpose, then what must be done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.kernel import clock
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import User
from amparo.kernel.ui import slots
from amparo.kernel.ui.slots import DueItem, add_due
from tests.counting import asked
from tests.factories.kernel import DeskFactory, MembershipFactory, UserFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def without_place(user: User) -> Client:
    """Somebody with the second factor proved who has not said where she works."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    return client


@pytest.fixture
def with_tasks():
    """A provider that gives the intake operator one late task and one without a term."""
    known = list(slots._due)

    def provider(actor):
        if actor.role != Role.INTAKE_OPERATOR:
            return []
        late = clock.now() - timedelta(hours=2, minutes=10, seconds=30)
        return [
            DueItem("Completar", "Tarjeta 17", None, "/tarjetas/17/", "Abrir"),
            DueItem("Responder", "Aviso MX-2207", late, "/avisos/1/", "Ir", "quien avisó"),
        ]

    add_due(provider)
    yield
    slots._due[:] = known


def test_nobody_gets_in_without_signing_in(client):
    response = client.get("/inicio/?a=1&b=2")
    assert response.headers["Location"] == "/cuenta/login/?next=%2Finicio%2F%3Fa%3D1%26b%3D2"


def test_a_password_alone_leads_to_the_second_factor(client):
    client.force_login(MembershipFactory().user)
    assert client.get("/inicio/").headers["Location"] == "/mi-cuenta/primera-entrada/"


def test_the_home_shows_what_is_late_first_and_says_how_late(client, with_tasks):
    page = signed_in(MembershipFactory(), client).get("/inicio/").content.decode()
    assert "Tarde 2 h 10 min" in page
    assert page.index("Aviso MX-2207") < page.index("Tarjeta 17")
    assert "Espera: quien avisó" in page
    assert 'class="btn btn--small" href="/avisos/1/"' in page
    assert 'class="btn btn--small btn--line" href="/tarjetas/17/"' in page


def test_the_home_of_whoever_has_nothing_to_do_says_so(client, with_tasks):
    membership = MembershipFactory(role=Role.STATISTICIAN)
    page = signed_in(membership, client).get("/inicio/").content.decode()
    assert "No hay nada por atender" in page
    assert "Prepara las tablas" in page
    assert "Aviso MX-2207" not in page


def test_the_home_speaks_the_language_asked_for(client):
    page = signed_in(MembershipFactory(), client).get("/en/inicio/").content.decode()
    assert '<html lang="en" class="staff">' in page
    assert "Intake operator" in page


def test_whoever_works_at_two_places_must_choose_one():
    user = UserFactory()
    MembershipFactory(user=user)
    MembershipFactory(user=user)
    client = without_place(user)
    assert client.get("/inicio/").headers["Location"] == "/puesto/"
    page = client.get("/puesto/").content.decode()
    assert page.count('<label class="choice">') == 4
    assert "checked" not in page


def test_whoever_works_at_one_place_is_there_at_once():
    assert without_place(MembershipFactory().user).get("/inicio/").status_code == 200


def test_the_place_chosen_stays_for_the_session_and_is_recorded():
    user = UserFactory()
    MembershipFactory(user=user)
    second = MembershipFactory(user=user, role=Role.CASE_LEAD)
    client = without_place(user)

    response = client.post("/puesto/", {"place": f"{second.public_id}:{Purpose.REFER}"})

    assert response.headers["Location"] == "/inicio/"
    page = client.get("/inicio/").content.decode()
    assert "<strong>Coordinación de casos</strong>" in page
    assert "Derivar a un servicio" in page
    assert AuditRow.objects.get(verb="place.chosen").desk == second.desk.public_id


@pytest.mark.parametrize(
    ("wanted", "led"), [("/casos/", "/casos/"), ("//otra.example/", "/inicio/")]
)
def test_choosing_leads_back_to_the_page_asked_for_if_it_is_ours(wanted, led):
    membership = MembershipFactory()
    client = without_place(membership.user)
    sent = {"place": f"{membership.public_id}:{Purpose.ASSIST}", "next": wanted}
    assert client.post("/puesto/", sent).headers["Location"] == led


@pytest.mark.parametrize("purpose", [Purpose.STATISTICS, "migration_enforcement", ""])
def test_a_purpose_that_the_role_does_not_have_is_refused(purpose):
    membership = MembershipFactory()
    response = without_place(membership.user).post(
        "/puesto/", {"place": f"{membership.public_id}:{purpose}"}
    )
    assert response.status_code == 422
    assert "Ese puesto ya no está en vigor" in response.content.decode()
    assert AuditRow.objects.count() == 0


def test_the_place_of_somebody_else_is_refused():
    mine, hers = MembershipFactory(), MembershipFactory()
    response = without_place(mine.user).post(
        "/puesto/", {"place": f"{hers.public_id}:{Purpose.ASSIST}"}
    )
    assert response.status_code == 422
    assert AuditRow.objects.count() == 0


def test_choosing_nothing_names_the_problem_in_the_title_and_takes_the_focus():
    membership = MembershipFactory()
    page = without_place(membership.user).post("/puesto/", {}).content.decode()
    assert "<title>Falta elegir" in page
    assert 'class="errors" role="alert" tabindex="-1"' in page


def test_an_account_without_a_place_is_told_whom_to_ask():
    page = without_place(UserFactory()).get("/puesto/").content.decode()
    assert "Su cuenta no tiene un puesto en vigor" in page
    assert "<fieldset" not in page


def test_a_suspended_place_cannot_be_chosen():
    membership = MembershipFactory(desk=DeskFactory())
    type(membership).objects.filter(pk=membership.pk).update(suspended=True)
    page = without_place(membership.user).get("/puesto/").content.decode()
    assert "Su cuenta no tiene un puesto en vigor" in page


def test_the_home_costs_the_same_queries_however_many_places_one_has(client):
    def cost(places: int) -> int:
        user = UserFactory()
        first, *_others = [MembershipFactory(user=user) for _ in range(places)]
        signed_in(first, client)
        client.get("/inicio/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/inicio/")
        return len(asked(captured))

    assert cost(1) == cost(3) <= 20
