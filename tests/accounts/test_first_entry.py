"""From the sheet of paper to work: own passphrase, second factor, and nothing before both."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity import passphrases
from amparo.kernel.identity.adapter import SEALED
from amparo.kernel.identity.models import CodeCard, User
from tests.accounts.making import PASSPHRASE, administrator, carded, opened, with_passphrase
from tests.factories.kernel import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
OWN = {"password1": PASSPHRASE, "password2": PASSPHRASE}


def sign_in(client: Client, name: str, passphrase: str):
    return client.post("/cuenta/login/", {"login": name, "password": passphrase})


def codes_on(page: str) -> list[str]:
    """The codes of a card that is being shown, as they are typed."""
    rows = re.findall(r'<th scope="row">(\d)</th>(.*?)</tr>', page, re.S)
    return [
        column + row + code
        for row, cells in rows
        for column, code in zip("ABC", re.findall(r'class="code">([\d ]+)<', cells), strict=True)
    ]


def test_from_the_sheet_to_work_with_a_card_alone():
    new = opened(administrator())
    client = Client()

    sign_in(client, "nueva", new.passphrase)
    assert client.get("/inicio/").headers["Location"] == "/mi-cuenta/primera-entrada/"
    assert "paso 1 de 2" in client.get("/mi-cuenta/primera-entrada/").content.decode()
    assert client.post("/mi-cuenta/primera-entrada/", OWN).status_code == 302
    assert "paso 2 de 2" in client.get("/mi-cuenta/primera-entrada/").content.decode()
    assert client.get("/inicio/").headers["Location"] == "/mi-cuenta/primera-entrada/"
    codes = codes_on(client.post("/mi-cuenta/tarjeta/").content.decode())
    assert len(codes) == 24
    proved = client.post("/mi-cuenta/tarjeta/probar/", {"code": codes[0]})

    assert proved.status_code == 302
    assert client.get("/inicio/").status_code == 200
    client = Client()
    assert sign_in(client, "nueva", PASSPHRASE).headers["Location"] == "/cuenta/2fa/authenticate/"
    assert client.get("/inicio/").status_code == 302
    assert client.post("/cuenta/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    assert client.post("/cuenta/2fa/authenticate/", {"code": codes[1]}).status_code == 302
    assert client.get("/inicio/").status_code == 200
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"account.opened", "passphrase.changed", "card.made", "card.proved"} <= verbs


def test_the_passphrase_on_paper_is_of_no_use_a_week_later(later):
    new = opened(administrator())
    later(8 * 86_400)

    assert sign_in(Client(), "nueva", new.passphrase).status_code == 200


def test_the_passphrase_on_paper_cannot_stay():
    new = opened(administrator())
    client = Client()
    sign_in(client, "nueva", new.passphrase)

    same = {"password1": new.passphrase, "password2": new.passphrase}
    for sent in (same, {"password1": "corta", "password2": "corta"}, OWN | {"password2": "otra"}):
        assert client.post("/mi-cuenta/primera-entrada/", sent).status_code == 422

    assert User.objects.get(username="nueva").temporary_until is not None
    assert client.post("/mi-cuenta/tarjeta/").headers["Location"] == "/mi-cuenta/primera-entrada/"
    assert client.get("/api/v1/cases").status_code == 401


def test_a_passphrase_alone_never_gets_a_new_card_for_an_account_that_has_a_factor():
    user = with_passphrase(MembershipFactory().user)
    carded(user)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    for door in ("/mi-cuenta/tarjeta/", "/mi-cuenta/tarjeta/probar/"):
        answer = client.post(door, {"code": "A1000000"})
        assert answer.headers["Location"] == "/inicio/"

    assert CodeCard.objects.count() == 1
    assert client.get("/inicio/").headers["Location"].startswith("/cuenta/2fa/reauthenticate/")


@pytest.mark.parametrize("door", ["primera-entrada/", "tarjeta/"])
def test_nobody_without_a_session_sees_a_first_entry(door):
    assert Client().get(f"/mi-cuenta/{door}").headers["Location"].startswith("/cuenta/login/")


def test_whoever_has_only_a_key_is_asked_for_the_key():
    user = MembershipFactory().user
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Llave"})
    client = Client()
    client.force_login(user)

    asked = client.get("/inicio/").headers["Location"]

    assert asked.startswith("/cuenta/2fa/webauthn/reauthenticate/")


def test_what_seeds_an_application_rests_sealed_and_older_seeds_still_open():
    user, older = UserFactory(), UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get(user=user)
    old = Authenticator(user=older, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    old.save()

    assert kept.data["secret"].startswith(SEALED)
    assert "JBSWY3DP" not in kept.data["secret"]
    assert old.wrap().validate_code(_now("JBSWY3DPEHPK3PXP"))


def _now(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    counter = next(auth.yield_hotp_counters_from_time())
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


@pytest.mark.parametrize(
    ("host", "bound"), [("localhost:8000", "localhost"), ("127.0.0.1:8000", ""), ("[::1]:8000", "")]
)
def test_keys_are_bound_to_the_allowed_name_in_use(rf, settings, host, bound):
    from amparo.kernel.identity.adapter import key_host

    assert key_host(rf.get("/", HTTP_HOST=host)) == bound


def test_no_field_of_a_secret_offers_to_remember_it():
    for door in ("/cuenta/login/", "/entrar-con-tarjeta/"):
        page = Client().get(door).content.decode()
        for field in re.findall(r"<input[^>]*type=\"password\"[^>]*>", page):
            assert re.search(r'autocomplete="(off|new-password|current-password)"', field), door
        assert "remember" not in page


def test_the_words_on_paper_can_be_typed_on_any_keyboard():
    words = passphrases._words()

    assert all(word.isascii() and word.islower() for word in words)
    assert len(words) ** passphrases.WORDS > 2**53
