"""Pages of one's own key ring: from the first passphrase to recovery, and what stays closed."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault import holding
from amparo.kernel.vault.held_keys import HeldDesk, MemberHold
from amparo.kernel.vault.models import Recipient
from amparo.reports.models import Report
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.keyrings import PASSPHRASE, with_keyring
from tests.factories.reports import NARRATIVE, taken_in
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
OTHER = "catorce barcas cruzan despacio el lago"
CLOSED = "Su llavero está cerrado: ábralo para leer estas palabras."
PAGE = "/mi-llavero/"


@pytest.fixture
def desk() -> Desk:
    return DeskFactory(receives_reports=True)


@pytest.fixture
def boss(desk) -> Membership:
    return MembershipFactory(desk=desk, role=Role.INTAKE_SUPERVISOR, user__username="ana.uno")


def made(place: Membership) -> Client:
    """A browser in which this person has just made her key ring."""
    client = signed_in(place)
    sent = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    assert client.post("/mi-llavero/crear/", sent).status_code == 302
    return client


def held(boss: Membership) -> Client:
    client = made(boss)
    assert client.post("/mi-llavero/mesa/guardar/", {"sure": "on"}).status_code == 302
    return client


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def triage(client: Client, report: Report) -> None:
    sent = {"version": 1, "urgency": "soon", "reason": "child", "indicators": 2}
    sent |= {"modality": "undetermined", "admin1": ""}
    assert client.post(reverse("reports:triage", args=[report.pk]), sent).status_code == 302


def test_from_the_first_passphrase_to_a_closed_key_ring(boss):
    client = signed_in(boss)
    assert "Crear mi llavero" in words(client, PAGE)
    client = made(boss)
    cookie = client.cookies["llavero"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert "Su llavero está abierto" in words(client, PAGE)

    client.post("/mi-llavero/cerrar/")
    assert "Abrir mi llavero" in words(client, PAGE)
    assert client.post("/mi-llavero/abrir/", {"passphrase": OTHER}).status_code == 422
    assert client.post("/mi-llavero/abrir/", {"passphrase": PASSPHRASE}).status_code == 302
    assert "Su llavero está abierto" in words(client, PAGE)


def test_over_https_the_cookie_is_bound_to_the_host(boss, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = made(boss)
    cookie = client.cookies["__Host-llavero"]
    assert cookie["secure"] is True and cookie["domain"] == ""


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"passphrase": "corta", "passphrase_again": "corta"},
        {"passphrase": PASSPHRASE, "passphrase_again": OTHER},
    ],
)
def test_a_passphrase_that_will_not_do_is_refused_and_never_shown(boss, sent):
    response = signed_in(boss).post("/mi-llavero/crear/", sent)
    assert response.status_code == 422
    assert PASSPHRASE not in response.content.decode()
    assert not Recipient.objects.filter(kind="member").exists()


def test_a_report_says_that_the_key_ring_is_closed_and_leads_there_and_back(desk, boss):
    report = taken_in(desk).report
    client, address = held(boss), f"/avisos/{report.pk}/"
    assert NARRATIVE in words(client, address)

    client.post("/mi-llavero/cerrar/")
    page = words(client, address)
    assert CLOSED in page and NARRATIVE not in page
    assert f"/mi-llavero/?next={address}" in page

    sent = {"passphrase": PASSPHRASE, "next": address}
    assert client.post("/mi-llavero/abrir/", sent).headers["Location"] == address
    assert NARRATIVE in words(client, address)


def test_with_the_key_ring_closed_triage_goes_on_and_nothing_written_is_lost(desk, boss):
    report = taken_in(desk).report
    held(boss)
    client, address = signed_in(boss), f"/avisos/{report.pk}/"
    assert "/clasificar/" in words(client, address) or "Clasificar" in words(client, address)
    triage(client, report)

    answer = client.post(reverse("reports:answer", args=[report.pk]), {"text": "seguimos aquí"})
    assert answer.status_code == 422
    assert "Su llavero está cerrado" in answer.content.decode()
    assert "seguimos aquí" in answer.content.decode()


def test_forwarding_with_the_key_ring_closed_is_refused_and_loses_nothing(desk, boss):
    report = taken_in(desk).report
    target = DeskFactory(receives_reports=True)
    client = held(boss)
    client.post("/mi-llavero/cerrar/")
    triage(client, report)
    sent = {"version": 2, "desk": str(target.public_id), "reason": "competence"}
    address = reverse("reports:forward", args=[report.pk])
    assert client.post(address, sent).status_code == 422

    client.post("/mi-llavero/abrir/", {"passphrase": PASSPHRASE})
    assert NARRATIVE in words(client, f"/avisos/{report.pk}/")
    assert client.post(address, sent).status_code == 302
    there = signed_in(MembershipFactory(desk=target))
    assert NARRATIVE in words(there, f"/avisos/{report.pk}/")


def test_a_colleague_waits_is_let_in_and_reads(desk, boss):
    report = taken_in(desk).report
    client = held(boss)
    place = MembershipFactory(desk=desk, user__username="berta.dos")
    colleague = made(place)
    page = words(colleague, f"/avisos/{report.pk}/")
    assert "todavía no abre estas palabras" in page and NARRATIVE not in page
    assert "Dejar entrar a una colega" in words(client, "/inicio/")
    assert "berta.dos" in words(client, PAGE)

    address = reverse("accounts:keyring_let_in", args=[place.user.public_id])
    assert client.post(address).status_code == 302

    assert NARRATIVE in words(colleague, f"/avisos/{report.pk}/")
    assert "Dejar entrar a una colega" not in words(client, "/inicio/")


def test_nobody_decides_for_a_desk_she_does_not_lead(desk, boss):
    client = made(MembershipFactory(desk=desk))
    assert client.post("/mi-llavero/mesa/guardar/", {"sure": "on"}).status_code == 404
    assert client.post("/mi-llavero/mesa/devolver/").status_code == 404
    assert not HeldDesk.objects.exists()


def test_a_desk_is_held_only_after_the_warning_was_ticked(boss):
    client = made(boss)
    page = words(client, PAGE)
    assert "se pierden para siempre" in page
    assert client.post("/mi-llavero/mesa/guardar/", {}).status_code == 422
    assert not HeldDesk.objects.exists()


def test_given_back_the_desk_reads_without_key_rings(desk, boss):
    report = taken_in(desk).report
    client = held(boss)
    assert client.post("/mi-llavero/mesa/devolver/").status_code == 302
    assert NARRATIVE in words(signed_in(boss), f"/avisos/{report.pk}/")


def test_whoever_forgot_begins_again_and_trustees_let_her_in(desk, boss):
    report = taken_in(desk).report
    client = held(boss)
    trusted = [
        MembershipFactory(desk__organisation=desk.organisation, role=Role.CASE_LEAD)
        for _number in range(2)
    ]
    theirs = [made(one) for one in trusted]
    sent = {"trustees": [str(one.user.public_id) for one in trusted], "needed": 2}
    assert client.post("/mi-llavero/recuperacion/", sent).status_code == 302

    again = {"passphrase": OTHER, "passphrase_again": OTHER, "sure": "on"}
    assert client.post("/mi-llavero/de-nuevo/", again).status_code == 302
    assert "Pedir la recuperación" in words(client, PAGE)
    assert client.post("/mi-llavero/recuperacion/pedir/").status_code == 302
    assert client.post("/mi-llavero/recuperacion/terminar/").status_code == 422
    for one in theirs:
        assert "Dar mi parte" in words(one, PAGE)
        asked = words(one, PAGE).split("/mi-llavero/recuperacion/")[1].split("/")[0]
        assert one.post(f"/mi-llavero/recuperacion/{asked}/apoyar/").status_code == 302
    assert client.post("/mi-llavero/recuperacion/terminar/").status_code == 302

    assert NARRATIVE in words(client, f"/avisos/{report.pk}/")


def test_a_changed_passphrase_opens_and_the_old_one_does_not(boss):
    client = made(boss)
    sent = {"passphrase": PASSPHRASE, "fresh": OTHER, "fresh_again": OTHER}
    assert client.post("/mi-llavero/frase/", sent).status_code == 302
    assert signed_in(boss).post("/mi-llavero/abrir/", {"passphrase": PASSPHRASE}).status_code == 422
    assert signed_in(boss).post("/mi-llavero/abrir/", {"passphrase": OTHER}).status_code == 302


def test_logging_out_takes_the_cookie_and_the_session(boss):
    client = made(boss)
    response = client.post("/cuenta/logout/")
    assert response.cookies["llavero"].value == ""
    assert Session.objects.count() == 0


def test_a_cookie_without_its_session_or_in_another_account_opens_nothing(desk, boss):
    report = taken_in(desk).report
    client = held(boss)
    stolen = client.cookies["llavero"].value
    other = signed_in(boss)
    other.cookies["llavero"] = stolen
    assert CLOSED in words(other, f"/avisos/{report.pk}/")

    neighbour = MembershipFactory(desk=desk)
    thief = signed_in(neighbour)
    session = thief.session
    session["llavero"] = client.session["llavero"]
    session.save()
    thief.cookies["llavero"] = stolen
    assert NARRATIVE not in words(thief, f"/avisos/{report.pk}/")


def test_no_draft_keeps_a_passphrase(boss):
    from amparo.kernel.ui import drafts

    mark = drafts.mark(boss.user.pk, PAGE)
    sent = {"passphrase": PASSPHRASE, "fresh_again": OTHER, "draft": mark}
    Client().post("/mi-llavero/frase/", sent)
    assert drafts.recall(boss.user.pk, PAGE) == {}
    assert Draft.objects.count() == 1


def test_a_way_back_to_another_site_is_not_followed(boss):
    client = made(boss)
    page = words(client, f"{PAGE}?next=https://ejemplo.org/")
    assert 'href="https://ejemplo.org' not in page and 'value="https://ejemplo.org' not in page
    sent = {"passphrase": PASSPHRASE, "next": "https://ejemplo.org/"}
    assert client.post("/mi-llavero/abrir/", sent).headers["Location"] == PAGE


def test_the_page_asks_for_a_place_and_for_signing_in(boss):
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_key_ring_page(role):
    assert "Mi llavero" in words(signed_in(MembershipFactory(role=role)), PAGE)


def test_a_leaver_is_named_to_whoever_can_renew(desk, boss):
    client, leaver = held(boss), MembershipFactory(desk=desk)
    with_keyring(leaver)
    client.post(reverse("accounts:keyring_let_in", args=[leaver.user.public_id]))
    assert MemberHold.objects.count() == 2
    leaver.suspended = True
    leaver.save()
    holding.drop_leavers(clock.today())

    assert "Poner al día las llaves" in words(client, "/inicio/")
    assert client.post("/mi-llavero/al-dia/").status_code == 302
    assert "Poner al día las llaves" not in words(client, "/inicio/")
