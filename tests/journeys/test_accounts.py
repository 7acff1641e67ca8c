"""An account's whole life: opened on a letter, first entry with a card on paper, work, and closed
with its colleagues in one act."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.entering import PASSPHRASE, choose_passphrase, open_account, sign_in
from tests.journeys.steps import enter, leave, save

NAME, ACCOUNT = "Nueva de Muestra", "nueva-del-viaje"


def first_entry(page: Page, passphrase: str) -> list[str]:
    """Own passphrase, then a card, proved with its first code. Returns the codes."""
    sign_in(page, ACCOUNT, passphrase)
    choose_passphrase(page)
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


def test_an_account_from_its_letter_to_the_day_everybody_leaves(visit: Visit) -> None:
    office, hers = visit(), visit(javascript=False, width=380)
    enter(office, "administra")
    passphrase = open_account(office, username=ACCOUNT, name=NAME, role="committee")

    codes = first_entry(hers, passphrase)
    hers.goto("/inicio/")
    expect(hers.locator("h1")).to_contain_text("Qué toca hacer")
    leave(hers)
    sign_in(hers, ACCOUNT, PASSPHRASE)
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

    sign_in(hers, ACCOUNT, PASSPHRASE)
    expect(hers.locator(".errors")).to_be_visible()
