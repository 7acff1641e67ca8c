"""From a report without a name to the answer its writer reads with a code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import check_layout, with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import STORY, addresses, enter, go, open_mailbox, tell

pytestmark = pytest.mark.journey
ANSWER = "Gracias. Ya lo lee una persona; si puede, diga a qué hora abren (inventado)."


def _queue(page: Page) -> set[str]:
    page.goto("/avisos/")
    return set(addresses(page, "ol.queue a"))


@with_and_without_scripts
def test_a_report_is_told_classified_and_answered_in_its_mailbox(visit: Visit, javascript: bool):
    staff, reporter = visit(javascript=javascript), visit(javascript=javascript, width=390)
    enter(staff, "operadora")
    before = _queue(staff)

    code = tell(reporter, STORY, danger="yes")
    (arrived,) = _queue(staff) - before
    staff.goto(arrived)
    expect(staff.get_by_role("region", name="Palabras de quien avisa")).to_contain_text(STORY)
    _classify(staff)
    staff.locator("textarea[name=text]").fill(ANSWER)
    staff.get_by_role("button", name="Dejar en el buzón").click()
    expect(staff.get_by_role("status").first).to_contain_text("El mensaje espera en el buzón.")

    open_mailbox(reporter, code)
    expect(reporter.locator("ol.thread")).to_contain_text(ANSWER)
    reporter.locator("textarea[name=text]").fill("Abren a las seis (inventado).")
    go(reporter, "escribir")
    expect(reporter.locator("ol.thread")).to_contain_text("Abren a las seis")
    assert reporter.context.cookies() == []
    staff.goto(arrived)
    expect(staff.locator("ol.thread")).to_contain_text("Abren a las seis")


def _classify(staff: Page) -> None:
    form = staff.locator("form[action$='/clasificar/']")
    form.locator("input[name=urgency]").first.check()
    form.locator("select[name=reason]").select_option(index=1)
    form.locator("input[name=indicators]").fill("2")
    form.get_by_role("button", name="Clasificar").click()
    expect(staff.get_by_role("status").first).to_contain_text("Clasificado.")


@with_and_without_scripts
def test_the_quick_exit_leads_to_a_plain_calendar_and_clears_the_site(
    visit: Visit, javascript: bool
):
    page = visit(javascript=javascript)
    page.goto("/avisar/")
    with page.expect_response(lambda answer: answer.url.endswith("/salir/")) as left:
        page.locator(".exit").click()
    page.wait_for_url("**/calendario/")

    assert left.value.all_headers()["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Amparo" not in page.locator("html").inner_text()


def test_escape_three_times_leaves_without_a_trace_in_the_tab(visit: Visit):
    page = visit()
    page.goto("/avisar/")
    page.locator("body").press("Escape")
    page.locator("body").press("Escape")
    expect(page.locator("h1")).to_contain_text("seguridad")
    page.locator("body").press("Escape")
    page.wait_for_url("**/calendario/")

    assert page.evaluate("history.length") <= 2


@with_and_without_scripts
def test_a_code_nobody_has_is_answered_kindly_and_kept_on_the_page(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    open_mailbox(page, "1234 5678 9012 3456 7890")

    expect(page.get_by_role("alert")).to_contain_text("No encontramos ese código")
    expect(page.locator("input[name=code]")).to_have_value("1234 5678 9012 3456 7890")


@with_and_without_scripts
def test_an_empty_report_asks_for_one_sentence_and_loses_nothing(visit: Visit, javascript: bool):
    page = visit(javascript=javascript, width=390)
    page.goto("/avisar/")
    go(page, "seguir")
    go(page, "seguir")
    expect(page.get_by_role("alert")).to_contain_text("aunque sea una frase")

    page.locator("textarea[name=narrative]").fill(STORY)
    go(page, "volver")
    go(page, "seguir")
    expect(page.locator("textarea[name=narrative]")).to_have_value(STORY)


def test_every_step_of_the_walk_fits_a_screen_of_320_pixels(visit: Visit):
    page = visit()
    page.goto("/")
    check_layout(page)
    page.locator(".door--1").click()
    check_layout(page)
    page.locator("input[name=danger][value=yes]").check()
    for _step in ("urgente", "relato"):
        go(page, "seguir")
        check_layout(page)
    page.locator("textarea[name=narrative]").fill("x" * 400)
    for _step in ("lugar", "revisar"):
        go(page, "seguir")
        check_layout(page)
    go(page, "enviar")
    check_layout(page)
    page.get_by_role("button", name="ir al buzón").click()
    check_layout(page)
