"""Many people at once: numbered cards on paper, quick rows, and two cards of one person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import check_layout, with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import enter, save

pytestmark = pytest.mark.journey
CARDS = 4


@with_and_without_scripts
def test_a_group_gets_cards_quick_files_and_loses_nobody_when_two_are_one(
    visit: Visit, javascript: bool
):
    page = visit(javascript=javascript)
    enter(page, "coordinadora")
    page.goto("/grupo/")
    page.locator("input[name=cards]").fill(str(CARDS))
    save(page, "Empezar")
    board = page.url
    expect(page.locator("ol.cards > li")).to_have_count(CARDS)

    _register(page, {1: "Ámbar", 2: "Ónix", 3: "Ámbar"})
    page.goto(board)
    expect(page.locator("ol.cards li a")).to_have_count(3)
    expect(page.locator("ol.cards li", has_text="libre")).to_have_count(1)

    _join(page, kept=1, joined=3)
    page.goto(board)
    expect(page.locator("ol.cards")).to_contain_text("unida a la 1")
    expect(page.locator("ol.cards li a")).to_have_count(2)
    _print(page)


def _register(page: Page, known_as: dict[int, str]) -> None:
    page.get_by_role("link", name="Registrar las siguientes").click()
    for card, name in known_as.items():
        row = page.get_by_role("group", name=f"Tarjeta {card}", exact=True)
        row.locator(f"[name=t{card}-age_group]").select_option("adult")
        row.locator(f"[name=t{card}-may_contact]").select_option("unknown")
        row.locator(f"[name=t{card}-known_as]").fill(name)
        row.locator(f"input[name=t{card}-agreed][value=file]").check()
    save(page, "Guardar estas filas")
    expect(page.get_by_role("status").first).to_be_visible()


def _join(page: Page, *, kept: int, joined: int) -> None:
    page.get_by_role("link", name="Unir dos tarjetas").click()
    page.locator("input[name=kept]").fill(str(kept))
    page.locator("input[name=joined]").fill(str(joined))
    save(page, "Ver qué pasaría")
    expect(page.get_by_role("region", name="Qué va a pasar")).to_be_visible()
    save(page, "Unir las dos fichas")


def _print(page: Page) -> None:
    """On paper: one numbered card per person, no control and no name."""
    page.get_by_role("link", name="Imprimir tarjetas").click()
    check_layout(page)
    page.emulate_media(media="print")
    expect(page.locator("ol.printed > li")).to_have_count(CARDS)
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator("ol.printed")).not_to_contain_text("Ámbar")
