"""An account opened on a letter, and its first entry, said once."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import save

PASSPHRASE = "ninguna-tormenta-es-eterna"


def open_account(page: Page, *, username: str, name: str, role: str) -> str:
    """On a letter, at the administrator's own desk. Returns the passphrase on its sheet."""
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Cuentas").click()
    page.get_by_role("link", name="Abrir una cuenta").click()
    page.locator("[name=display_name]").fill(name)
    page.locator("[name=username]").fill(username)
    page.locator("[name=role]").select_option(role)
    page.locator("[name=letter_number]").fill("DM-017")
    page.locator("[name=letter_on]").fill("2024-01-15")
    page.locator("[name=vetting_note]").fill("Dos referencias llamadas (inventado).")
    save(page, "Abrir la cuenta")
    expect(page.locator("h1")).to_have_text("Para entregar en mano")
    passphrase = page.locator("dd.code").nth(2).inner_text()
    assert re.fullmatch(r"(\w+-){4}\w+", passphrase)
    return passphrase


def sign_in(page: Page, username: str, passphrase: str) -> None:
    page.goto("/cuenta/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(passphrase)
    save(page, "Entrar")


def choose_passphrase(page: Page) -> None:
    """Her own, in place of the one on the sheet."""
    page.locator("[name=password1]").fill(PASSPHRASE)
    page.locator("[name=password2]").fill(PASSPHRASE)
    save(page, "Guardar y seguir")
