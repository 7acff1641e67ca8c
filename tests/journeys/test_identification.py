"""From the first questions to a decision on a person's status, with what each step rests on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import allow, answer, enter, open_file, save

pytestmark = pytest.mark.journey


@with_and_without_scripts
def test_what_was_asked_and_found_leads_to_a_decision_that_her_file_shows(
    visit: Visit, javascript: bool
):
    team, authority = visit(javascript=javascript), visit(javascript=javascript)
    enter(team, "coordinadora")
    enter(authority, "fiscal")
    file = open_file(team)
    _screen(team, file)
    _test(team)
    _hear_her(team)
    allow(
        team,
        file,
        "Fiscalía de Muestra",
        parts=["identification", "events"],
        purpose="protect",
    )

    _presume(authority, file)

    team.goto(file)
    expect(team.locator("main")).to_contain_text("Presunta víctima, con motivos razonables")
    team.get_by_role("link", name="Condición e historia").click()
    history = team.get_by_role("region", name="Historia")
    expect(history).to_contain_text("Fiscalía de Muestra")
    expect(history).to_contain_text("Posible víctima")


def _screen(team: Page, file: str) -> None:
    """Mark every sign of the first dimension and leave the rest unasked."""
    team.goto(file)
    team.get_by_role("link", name="Tamizaje").click()
    team.get_by_role("link", name="Empezar").first.click()
    for radio in team.locator("form.questions section").first.locator("input[value=yes]").all():
        radio.check()
    save(team, "Guardar lo respondido")
    expect(team.get_by_role("heading", name="Qué mostró")).to_be_visible()
    expect(team.locator("main")).to_contain_text("Señales presentes")


def _test(team: Page) -> None:
    """Act and purpose are there; the means are still to be established."""
    team.locator("main").get_by_role("link", name="Acto, medio y fin").last.click()
    team.locator("input[name=act]").first.check()
    team.locator("input[name=purpose]").first.check()
    answer(team, means_none="unsettled")
    save(team, "Guardar y ver qué falta")
    expect(team.locator("main")).to_contain_text("Esto explica, y no decide")
    expect(team.locator("dl.pairs").last).to_contain_text("Por establecer")


def _hear_her(team: Page) -> None:
    team.locator("main").get_by_role("link", name="Condición").last.click()
    save(team, "Posible víctima: hay señales")
    team.get_by_text("Anotar lo que se habló").click()
    answer(team, about="agreed", given_by="herself", explained="spoken")
    save(team, "Guardar")
    expect(team.locator("main")).to_contain_text("Está de acuerdo")


def _presume(authority: Page, file: str) -> None:
    authority.goto(file)
    authority.get_by_role("link", name="Condición e historia").click()
    authority.get_by_role("link", name="Presumir").click()
    answer(authority, ground="legal_test")
    authority.locator("textarea[name=reasons]").fill("Hay acto y fin (inventado).")
    save(authority, "Presumir")
    expect(authority.get_by_role("region", name="Condición")).to_contain_text("Presunta víctima")
