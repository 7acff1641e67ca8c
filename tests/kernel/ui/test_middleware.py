import pytest

from amparo.kernel.ui.slots import MenuEntry, add_menu
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def test_no_page_stays_in_a_cache_and_none_may_ask_for_a_device(client):
    headers = client.get("/").headers
    assert headers["Cache-Control"] == "no-store"
    denied = headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "usb=()"} <= set(denied)
    assert all(device.endswith("=()") for device in denied)


def test_every_answer_is_isolated_from_other_sites(client):
    for address in ("/", "/avisar/", "/no-existe/", "/api/v1/openapi.json"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "'unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_menu_shows_each_entry_once_and_marks_the_page(client):
    entry = MenuEntry("Inicio", "portal:start", frozenset(), order=0)
    add_menu(entry)
    add_menu(entry)
    page = signed_in(MembershipFactory(), client).get("/inicio/").content.decode()
    assert page.count('<li><a href="/inicio/" aria-current="page">Inicio</a></li>') == 1


def test_the_band_says_role_desk_and_institution(client):
    membership = MembershipFactory()
    page = signed_in(membership, client).get("/inicio/").content.decode()
    assert "<strong>Operación de línea</strong>" in page
    assert f"{membership.desk.name} · {membership.desk.organisation.name}" in page


def test_signing_out_is_a_form_and_not_a_link(client):
    page = signed_in(MembershipFactory(), client).get("/inicio/").content.decode()
    assert '<form class="band__me" method="post" action="/cuenta/logout/">' in page
    assert 'href="/cuenta/logout/"' not in page
