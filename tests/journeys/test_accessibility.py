"""Nothing for axe to report and no sideways scroll, on every page of the public and of the staff.

Every day: Spanish and English, light, on a phone. At full counts: the four languages, light and
dark, on a phone and on a desk.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.journeys.checks import axe_faults, layout_faults
from tests.journeys.conftest import Visit
from tests.journeys.steps import STORY, addresses, enter, go, open_file

pytestmark = pytest.mark.journey
PROOFS = os.environ.get("HYPOTHESIS_PROFILE") == "proofs"
LANGUAGES = ["es", "en", "pt", "fr"] if PROOFS else ["es", "en"]
PHONE, DESK = 390, 1280
PUBLIC_LOOKS = [("light", PHONE)]
STAFF_LOOKS = [("light", PHONE)]
if PROOFS:
    PUBLIC_LOOKS += [("light", DESK), ("dark", PHONE), ("dark", DESK)]
    STAFF_LOOKS += [("light", DESK), ("dark", DESK)]
PLAIN = """/ /que-guardamos/ /borrar-historial/ /accesibilidad/ /calendario/ /demostracion/
 /cuenta/login/ /no-existe/""".split()
FILE_PARTS = """hechos plan notas permisos permisos/nuevo equipo historial lecturas nombre datos
 contacto identidad modalidades unir""".split()


class Looks:
    """Looks at pages in each scheme and width, and remembers what is wrong with them."""

    def __init__(self, page: Page, looks: list[tuple[str, int]]) -> None:
        self.page, self.looks = page, looks
        self.faults: list[str] = []
        page.emulate_media(reduced_motion="reduce")

    def at(self, address: str) -> None:
        self.page.goto(address)
        self.here()

    def here(self) -> None:
        for scheme, width in self.looks:
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            self.page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"{scheme} {width} {fault}" for fault in axe_faults(self.page)]
        self.faults += layout_faults(self.page)


@pytest.fixture
def public_looks(visit: Visit) -> Looks:
    return Looks(visit(bypass=True), PUBLIC_LOOKS)


@pytest.fixture
def staff_looks(visit: Visit) -> Looks:
    return Looks(visit(bypass=True), STAFF_LOOKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_public_pages_have_nothing_to_report(public_looks: Looks, language: str):
    prefix = "" if language == "es" else f"/{language}"
    for path in PLAIN:
        public_looks.at(prefix + path)

    assert public_looks.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_the_walk_has_nothing_to_report(public_looks: Looks, language: str):
    page = public_looks.page
    public_looks.at(f"{'' if language == 'es' else f'/{language}'}/avisar/?para=ayuda&pais=CR")
    page.locator("input[name=danger][value=yes]").check()
    for _step in ("urgente", "relato", "relato without a word"):
        go(page, "seguir")
        public_looks.here()
    page.locator("textarea[name=narrative]").fill(STORY)
    for _step in ("lugar", "revisar"):
        go(page, "seguir")
        public_looks.here()
    go(page, "enviar")
    public_looks.here()
    page.locator("form[action$='/buzon/'] button").click()
    public_looks.here()
    public_looks.at(f"{'' if language == 'es' else f'/{language}'}/buzon/")
    go(page, "abrir")
    public_looks.here()

    assert public_looks.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_have_nothing_to_report(public_looks: Looks, language: str):
    prefix = "" if language == "es" else f"/{language}"
    public_looks.at(f"{prefix}/cifras/")
    tables = addresses(public_looks.page, "ul.queue a")
    for path in tables if PROOFS else tables[:1]:
        public_looks.at(path)
    public_looks.at(f"{prefix}/cifras/mapa/?pais=CR")

    assert public_looks.faults == []


def test_a_free_cut_has_nothing_to_report(staff_looks: Looks):
    page = staff_looks.page
    enter(page, "estadistica")
    staff_looks.at("/cifras/corte/")
    page.locator("form.card select").first.select_option(index=1)
    page.get_by_role("button", name="Ver", exact=True).click()
    staff_looks.here()

    assert staff_looks.faults == []


def test_the_pages_of_the_receiving_desk_have_nothing_to_report(staff_looks: Looks):
    page = staff_looks.page
    enter(page, "operadora")
    for path in ("/inicio/", "/avisos/", "/puesto/"):
        staff_looks.at(path)
    page.goto("/avisos/")
    staff_looks.at(addresses(page, "ol.queue a")[0])

    assert staff_looks.faults == []


def test_the_pages_of_the_registry_have_nothing_to_report(staff_looks: Looks):
    page = staff_looks.page
    enter(page, "coordinadora")
    for path in ("/inicio/", "/casos/", "/casos/nueva/", "/grupo/"):
        staff_looks.at(path)
    page.locator("input[name=cards]").fill("3")
    page.get_by_role("button", name="Empezar").click()
    staff_looks.here()
    for path in addresses(page, "main a[href^='/grupo/'][href$='/']"):
        staff_looks.at(path)

    assert staff_looks.faults == []


def test_the_parts_of_a_file_have_nothing_to_report(staff_looks: Looks):
    page = staff_looks.page
    enter(page, "coordinadora")
    page.goto("/casos/")
    file = addresses(page, "tbody th a")[0]
    staff_looks.at(file)
    for part in FILE_PARTS:
        staff_looks.at(f"{file}{part}/")

    assert staff_looks.faults == []


def test_the_pages_of_identification_have_nothing_to_report(staff_looks: Looks):
    page = staff_looks.page
    enter(page, "coordinadora")
    open_file(page)
    for name in ("Tamizaje", "Acto, medio y fin", "Condición e historia"):
        page.get_by_role("link", name=name).click()
        staff_looks.here()
        page.go_back()
    page.get_by_role("link", name="Tamizaje").click()
    page.get_by_role("link", name="Empezar").first.click()
    staff_looks.here()

    assert staff_looks.faults == []


@pytest.mark.parametrize("username", ["custodia", "auditoria", "administra"])
def test_the_first_pages_of_the_other_roles_have_nothing_to_report(
    staff_looks: Looks, username: str
):
    page = staff_looks.page
    enter(page, username)
    for path in addresses(page, "nav[aria-label=Principal] a"):
        staff_looks.at(path)

    assert staff_looks.faults == []


def test_a_nameless_button_and_a_wide_page_would_be_reported(public_looks: Looks):
    page = public_looks.page
    page.goto("/calendario/")
    page.locator("main").evaluate(
        "main => main.innerHTML += '<button></button><p style=width:40rem>x</p>'"
    )
    public_looks.here()

    assert "button-name" in public_looks.faults[0]
    assert "px wide" in public_looks.faults[-1]
