"""The public walk in the other languages; changing language on the way keeps every word."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import STORY, code_on, go, open_mailbox, tell

pytestmark = pytest.mark.journey
OTHERS = ["en", "pt", "fr"]


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.parametrize("language", OTHERS)
def test_the_walk_and_the_mailbox_speak_the_language_they_were_opened_in(
    visit: Visit, language: str
):
    page = visit(language=language, width=390)
    code = tell(page, STORY, prefix=f"/{language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert _heading(page) != "Recibimos su mensaje"

    open_mailbox(page, code, prefix=f"/{language}")

    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("main")).not_to_contain_text("Su buzón")


@with_and_without_scripts
def test_changing_language_on_the_way_keeps_every_word(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    page.goto("/avisar/")
    page.locator("input[name=danger][value=no]").check()
    go(page, "seguir")
    page.locator("textarea[name=narrative]").fill(STORY)
    seen = {_heading(page)}
    for language in OTHERS:
        page.locator(f".langs button[lang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("textarea[name=narrative]")).to_have_value(STORY)
        seen.add(_heading(page))
    go(page, "seguir")
    go(page, "seguir")
    expect(page.locator("main")).to_contain_text(STORY)
    go(page, "enviar")

    assert code_on(page)
    assert len(seen) == 1 + len(OTHERS)
