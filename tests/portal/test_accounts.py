"""The account pages wear our frame, speak Spanish and show no name in a notice."""

import re

import pytest
from django.test import Client

from amparo.kernel.identity.models import User
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db
PASSWORD = "cuatro palabras sin relación"


@pytest.fixture
def user() -> User:
    user = MembershipFactory().user
    user.set_password(PASSWORD)
    user.save()
    return user


def with_password(client: Client, user: User) -> Client:
    client.post("/cuenta/login/", {"login": user.username, "password": PASSWORD})
    client.post("/cuenta/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/cuenta/2fa/", "Segundo paso para entrar"),
        ("/cuenta/2fa/totp/activate/", "Activar la aplicación de códigos"),
        ("/cuenta/2fa/webauthn/add/", "Añadir una llave de acceso"),
        ("/cuenta/2fa/webauthn/", "Llaves de acceso"),
        ("/cuenta/password/change/", "Cambiar la contraseña"),
        ("/cuenta/reauthenticate/", "Confirme que es usted"),
        ("/cuenta/logout/", "¿Cerrar la sesión?"),
    ],
)
def test_account_pages_wear_our_frame_and_run_no_script_of_their_own(
    client, user, address, heading
):
    page = with_password(client, user).get(address, follow=True).content.decode()
    assert 'class="staff"' in page
    assert f"<h1>{heading}</h1>" in page
    scripts = re.findall(r"<script[^>]*>", page)
    assert [one for one in scripts if " src=" not in one and "application/json" not in one] == []
    assert re.findall(r"<style|\sstyle=", page) == []


def test_a_wrong_password_says_so_without_saying_which_half_was_wrong(client, user):
    pages = [
        client.post("/cuenta/login/", {"login": login, "password": "mala"}).content.decode()
        for login in (user.username, "nadie")
    ]
    problems = [re.findall(r"<li>.*?</li>", page)[0] for page in pages]
    assert problems[0] == problems[1]
    assert "<title>No pudo entrar" in pages[0]


def test_signing_in_and_out_leaves_no_notice_with_a_name(client, user):
    with_password(client, user)
    page = client.get("/cuenta/2fa/").content.decode()
    assert user.username not in page
    client.post("/cuenta/logout/")
    assert "sessionid" not in {name for name, one in client.cookies.items() if one.value}


def test_nobody_opens_an_account_by_herself(client):
    page = client.get("/cuenta/signup/").content.decode()
    assert "Las cuentas las abre su institución" in page
    assert "<form" not in page


def test_the_sign_in_page_leads_to_invented_accounts_in_the_demonstration_alone(client, settings):
    assert "/demostracion/" not in client.get("/cuenta/login/").content.decode()
    settings.DEMONSTRATION = True
    assert 'href="/demostracion/"' in client.get("/cuenta/login/").content.decode()
