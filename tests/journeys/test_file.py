"""One person's file: opened in a minute, shared by her permission, closed by her permission."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import with_and_without_scripts
from tests.journeys.conftest import Visit
from tests.journeys.steps import allow, answer, enter, name_her, open_file, save

pytestmark = pytest.mark.journey
NAME = "Zafiro Inventada Muestra"
FACT = "Lo contó en la cocina (inventado)."
NOTE = "Pidió volver el jueves (inventado)."
MOST_CLICKS = 10
COUNT_CLICKS = """
  addEventListener("click", event => {
    if (event.isTrusted && event.detail > 0)
      sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") ?? 0) + 1);
  }, true);
"""


def test_a_file_opens_with_few_answers_and_fewer_than_ten_clicks(visit: Visit):
    page = visit()
    enter(page, "coordinadora")
    page.context.add_init_script(COUNT_CLICKS)
    page.reload()

    open_file(page)

    assert int(page.evaluate("sessionStorage.getItem('clicks')")) <= MOST_CLICKS
    expect(page.get_by_role("navigation", name="Partes de la ficha")).to_be_visible()


@with_and_without_scripts
def test_the_clinic_sees_what_she_allowed_until_she_takes_it_back(visit: Visit, javascript: bool):
    team, clinic = visit(javascript=javascript), visit(javascript=javascript)
    enter(team, "coordinadora")
    enter(clinic, "clinica")
    file = open_file(team)
    name_her(team, file, NAME)
    _tell_what_happened(team, file)
    _write_note(team, file)
    assert _status(clinic, file) == 404

    allow(team, file, "Clínica de Muestra", parts=["name", "needs"])
    assert _status(clinic, file) == 200
    _sees_name_and_needs_and_nothing_else(clinic, file)

    team.goto(f"{file}permisos/")
    team.get_by_role("button", name="Retirar el permiso").click()
    expect(team.get_by_role("status").first).to_contain_text("ya no ve nada")
    for part in ("", "hechos/", "plan/", "notas/", "nombre/", "permisos/"):
        assert _status(clinic, f"{file}{part}") == 404


def _status(page: Page, address: str) -> int:
    answered = page.goto(address)
    assert answered is not None
    return answered.status


def _tell_what_happened(team: Page, file: str) -> None:
    team.goto(f"{file}hechos/")
    answer(team, kind="recruitment")
    team.locator("textarea[name=narrative]").fill(FACT)
    save(team, "Guardar el hecho")
    team.goto(f"{file}hechos/")
    expect(team.locator("main")).to_contain_text(FACT)


def _write_note(team: Page, file: str) -> None:
    team.goto(f"{file}notas/")
    form = team.locator("form#nota")
    form.locator("input[name=kind]").first.check()
    form.locator("textarea").fill(NOTE)
    save(team, "Guardar la nota")
    expect(team.locator("ol.line")).to_contain_text(NOTE)


def _sees_name_and_needs_and_nothing_else(clinic: Page, file: str) -> None:
    left_out = "No incluido en el permiso"
    for part, words in (("hechos/", FACT), ("notas/", NOTE)):
        clinic.goto(f"{file}{part}")
        expect(clinic.locator("main")).to_contain_text(left_out)
        expect(clinic.locator("main")).not_to_contain_text(words)
    clinic.goto(f"{file}plan/")
    expect(clinic.locator("h2", has_text="Necesidades")).to_be_visible()
    clinic.goto(f"{file}nombre/")
    clinic.locator("input[name=reason]").first.check()
    save(clinic, "Mostrar")
    expect(clinic.locator("main")).to_contain_text(NAME)
    clinic.goto(file)
    expect(clinic.locator("main")).not_to_contain_text(NAME)
