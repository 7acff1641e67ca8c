"""From the public figures to their CSV and their map; free cuts are for who makes statistics."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import check_layout, with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import enter, save

pytestmark = pytest.mark.journey
CUT = "/cifras/corte/"


@with_and_without_scripts
def test_anybody_reads_a_table_downloads_it_and_sees_it_on_a_map(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    page.goto("/cifras/")
    page.locator("ul.queue a").first.click()
    expect(page.locator("figure [role=img]").first).to_be_visible()
    on_page = _numbers(page)
    lines = _download(page, "Bajar CSV")
    page.goto("/cifras/")
    page.get_by_role("link", name="Ver el mapa de América").click()

    assert any(line[:1] == ["# Consulta:"] for line in lines)
    assert on_page
    assert on_page <= {cell.replace("\N{NO-BREAK SPACE}", "") for line in lines for cell in line}
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.get_by_role("heading", name="Zonas")).to_be_visible()


def test_the_figures_fit_a_screen_of_320_pixels(visit: Visit):
    page = visit(width=390)
    for path in ("/cifras/", "/cifras/mapa/", "/cifras/mapa/?pais=CR"):
        page.goto(path)
        check_layout(page)
    page.goto("/cifras/")
    page.locator("ul.queue a").first.click()
    check_layout(page)


@with_and_without_scripts
def test_a_statistician_cuts_freely_and_each_cut_is_stamped(visit: Visit, javascript: bool):
    page = visit(javascript=javascript)
    enter(page, "estadistica")
    page.goto(CUT)
    page.locator("form.card select").first.select_option(index=1)
    save(page, "Ver")
    expect(page.get_by_role("heading", name="Respuesta")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("No publicable")

    lines = _download(page, "Bajar CSV, no publicable")

    assert any("no publicable" in " ".join(line).lower() for line in lines)


@pytest.mark.parametrize("username", ["acompanante", "coordinadora", "operadora"])
def test_a_cut_is_a_page_that_does_not_exist_for_who_works_with_people(visit: Visit, username: str):
    page = visit()
    enter(page, username)
    for address in (CUT, f"{CUT}?by=modality", "/cifras/corte.csv?by=modality"):
        answered = page.goto(address)
        assert answered is not None
        assert answered.status == 404


def _numbers(page: Page) -> set[str]:
    """The figures that the page prints in its table."""
    cells = page.locator("table td.r").all_inner_texts()
    return {text for cell in cells if (text := cell.replace("\N{NO-BREAK SPACE}", "")).isdigit()}


def _download(page: Page, link: str) -> list[list[str]]:
    with page.expect_download() as begun:
        page.get_by_role("link", name=link).first.click()
    text = Path(begun.value.path()).read_text("utf-8-sig")
    assert begun.value.suggested_filename.endswith(".csv")
    return list(csv.reader(text.splitlines()))
