"""A passkey: added at the first entry, and from then on the whole way in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WAIT_MS, Visit
from tests.journeys.entering import choose_passphrase, open_account, sign_in
from tests.journeys.steps import enter, leave
from tests.journeys.watching import Watch

pytestmark = pytest.mark.journey
ACCOUNT = "nueva-con-llave"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def hers(browser: Browser, address: str) -> Iterator[Page]:
    """Her own device, with a key in it. A browser takes no passkey for a bare number, so it comes
    in by the name that the same machine has."""
    named = address.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=named, locale="es-CR")
    context.set_default_timeout(WAIT_MS)
    watch, page = Watch(context, named), context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()
    assert watch.faults == []


def add_key(page: Page) -> None:
    """The second step of a first entry, with a key, which is tried at once."""
    page.get_by_role("link", name="Añadir una llave").click()
    page.locator("[name=name]").fill("Llave de la mochila")
    page.locator("[name=passwordless]").check()
    page.get_by_role("button", name="Añadir").click()
    expect(page.get_by_role("status").first).to_contain_text("Llave añadida.")
    page.get_by_role("button", name="Usar una llave de acceso").click()
    expect(page.locator("main")).to_contain_text("1 llave")


def test_a_key_added_at_the_first_entry_opens_alone_afterwards(visit: Visit, hers: Page) -> None:
    office = visit()
    enter(office, "administra")
    passphrase = open_account(
        office, username=ACCOUNT, name="Nueva con llave de Muestra", role="custodian"
    )
    sign_in(hers, ACCOUNT, passphrase)
    choose_passphrase(hers)
    add_key(hers)
    hers.goto("/inicio/")
    expect(hers.locator("h1")).to_contain_text("Qué toca hacer")
    leave(hers)

    hers.goto("/cuenta/login/")
    hers.get_by_role("button", name="Entrar con una llave de acceso").click()

    expect(hers.locator("h1")).to_contain_text("Qué toca hacer")


def test_a_stranger_without_the_key_stays_outside(visit: Visit) -> None:
    stranger = visit(javascript=False)
    stranger.goto("/cuenta/login/")
    stranger.get_by_role("button", name="Entrar con una llave de acceso").click()

    expect(stranger.locator("h1")).not_to_contain_text("Qué toca hacer")
    stranger.goto("/inicio/")
    expect(stranger.locator("h1")).to_have_text("Entrada del personal")
