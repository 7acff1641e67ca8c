"""An account's whole life: opened on a letter, first entry with a card on paper, work, and closed
with its colleagues in one act."""

from __future__ import annotations

import re
from typing import cast

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.steps import enter, leave, save

PASSPHRASE = "ninguna-tormenta-es-eterna"
NAME, ACCOUNT = "Nueva de Muestra", "nueva-del-viaje"


def open_account(page: Page) -> str:
    """On a letter, at the administrator's own desk. Returns the passphrase on its sheet."""
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Cuentas").click()
    page.get_by_role("link", name="Abrir una cuenta").click()
    page.locator("[name=display_name]").fill(NAME)
    page.locator("[name=username]").fill(ACCOUNT)
    page.locator("[name=role]").select_option("committee")
    page.locator("[name=letter_number]").fill("DM-017")
    page.locator("[name=letter_on]").fill("2024-01-15")
    page.locator("[name=vetting_note]").fill("Dos referencias llamadas (inventado).")
    save(page, "Abrir la cuenta")
    expect(page.locator("h1")).to_have_text("Para entregar en mano")
    return page.locator("dd.code").nth(2).inner_text()


def first_entry(page: Page, passphrase: str) -> list[str]:
    """Own passphrase, then a card, proved with its first code. Returns the codes."""
    sign_in(page, passphrase)
    page.locator("[name=password1]").fill(PASSPHRASE)
    page.locator("[name=password2]").fill(PASSPHRASE)
    save(page, "Guardar y seguir")
    page.get_by_role("link", name="Imprimir una tarjeta").click()
    save(page, "Mostrar la tarjeta")
    rows = page.locator("table tbody tr")
    codes = [
        column + row.locator("th").inner_text() + cell
        for row in rows.all()
        for column, cell in zip("ABC", row.locator("td").all_inner_texts(), strict=True)
    ]
    page.locator("[name=code]").fill(codes[0])
    save(page, "Ya la tengo en papel")
    expect(page.get_by_role("status").first).to_contain_text("Su tarjeta ya sirve")
    return codes


def sign_in(page: Page, passphrase: str) -> None:
    page.goto("/cuenta/login/")
    page.locator("[name=login]").fill(ACCOUNT)
    page.locator("[name=password]").fill(passphrase)
    save(page, "Entrar")


def test_an_account_from_its_letter_to_the_day_everybody_leaves(visit: Visit) -> None:
    office, hers = visit(), visit(javascript=False, width=380)
    enter(office, "administra")
    passphrase = open_account(office)
    assert re.fullmatch(r"(\w+-){4}\w+", passphrase)

    codes = first_entry(hers, passphrase)
    hers.goto("/inicio/")
    expect(hers.locator("h1")).to_contain_text("Qué toca hacer")
    leave(hers)
    sign_in(hers, PASSPHRASE)
    hers.locator("[name=code]").fill(codes[1])
    save(hers, "Entrar")
    expect(hers.locator("h1")).to_contain_text("Qué toca hacer")
    hers.get_by_role("button", name="Otra persona").click()
    expect(hers.get_by_role("status").first).to_contain_text("Puede entrar otra persona")

    office.goto("/administracion/cierres/nuevo/")
    office.locator("[name=roles][value=committee]").check()
    office.locator("[name=reason][value=government]").check()
    save(office, "Ver qué pasaría")
    expect(office.locator("main")).to_contain_text(NAME)
    save(office, "Confirmar el cierre")
    expect(office.locator("main")).to_contain_text("Terminado. Cerradas: 1.", timeout=30_000)
    with office.expect_download() as report:
        office.get_by_role("link", name="Bajar el informe").click()
    assert cast(str, report.value.suggested_filename) == "cierre.csv"

    sign_in(hers, PASSPHRASE)
    expect(hers.locator(".errors")).to_be_visible()
