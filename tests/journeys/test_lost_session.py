"""A session that ends while somebody types loses nothing of what she typed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import enter, save

pytestmark = pytest.mark.journey
NOTE = "Contó que le gusta el mar y que quiere estudiar (inventado)."


def _typing_a_note(page: Page) -> str:
    """The notes of the first file of the list, with a note typed and not sent."""
    enter(page, "coordinadora")
    page.goto("/casos/")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Añadir nota").click()
    page.locator("#nota textarea").fill(NOTE)
    return page.url


def _is_there_again(page: Page, notes: str) -> None:
    page.goto(notes)
    expect(page.locator("#nota [role=status]").first).to_contain_text("Recuperamos")
    expect(page.locator("#nota textarea")).to_have_value(NOTE)
    page.locator("#nota input[name=kind]").first.check()
    save(page, "Guardar la nota")
    expect(page.locator("ol.line").first).to_contain_text(NOTE)
    page.goto(notes)
    expect(page.locator("#nota textarea")).to_have_value("")


@with_and_without_scripts
def test_a_note_sent_after_the_session_ended_waits_for_its_writer(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    notes = _typing_a_note(page)
    page.context.clear_cookies(name="sessionid")
    save(page, "Guardar la nota")
    expect(page.locator("input[name=login]")).to_be_visible()

    enter(page, "coordinadora")

    _is_there_again(page, notes)


@with_and_without_scripts
def test_a_note_sent_with_no_cookie_left_is_shown_again_and_kept(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    notes = _typing_a_note(page)
    page.context.clear_cookies()
    save(page, "Guardar la nota")
    expect(page.locator("main")).to_contain_text("Hay que enviarlo otra vez")
    expect(page.locator("main textarea").first).to_have_value(NOTE)
    save(page, "Enviar")
    expect(page.locator("input[name=login]")).to_be_visible()

    enter(page, "coordinadora")

    _is_there_again(page, notes)


@with_and_without_scripts
def test_a_note_refused_once_and_sent_after_the_session_ended_is_kept_too(
    visit: Visit, javascript: bool
):
    page = visit(javascript=javascript)
    notes = _typing_a_note(page).partition("#")[0]
    save(page, "Guardar la nota")
    expect(page.get_by_role("alert")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    save(page, "Guardar la nota")
    expect(page.locator("input[name=login]")).to_be_visible()
    way_back = parse_qs(urlsplit(page.url).query)["next"][0]

    enter(page, "coordinadora")

    answered = page.goto(way_back)
    assert answered is not None
    assert answered.status == 200
    _is_there_again(page, notes)
