"""Nothing for axe to report and no sideways scroll, on every page of the public and of the staff.

Every day: Spanish and English, light, on a phone. At full counts: the four languages, light and
dark, on a phone and on a desk.
"""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import axe_faults, layout_faults
from tests.journeys.conftest import Visit
from tests.journeys.crawling import shape_of
from tests.journeys.steps import STORY, addresses, enter, go, open_file

pytestmark = pytest.mark.journey
PROOFS = os.environ.get("HYPOTHESIS_PROFILE") == "proofs"
LANGUAGES = ["es", "en", "pt", "fr"] if PROOFS else ["es", "en"]
PHONE, DESK = 390, 1280
PHRASE = "cuatro palabras que son suyas"
PROTECTING = """auditoria datos oficios fiscal-caso testigos permisos abogada psicologa integridad
 supervisa coordinadora""".split()
PUBLIC_LOOKS = [("light", PHONE)]
STAFF_LOOKS = [("light", PHONE)]
if PROOFS:
    PUBLIC_LOOKS += [("light", DESK), ("dark", PHONE), ("dark", DESK)]
    STAFF_LOOKS += [("light", DESK), ("dark", DESK)]
PLAIN = """/ /que-guardamos/ /borrar-historial/ /accesibilidad/ /calendario/ /demostracion/
 /cuenta/login/ /mi-espacio/ /no-existe/""".split()
FEW = 100 if PROOFS else 8  # pages of one function that are looked at after those of its menu
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
    for tab in {*addresses(page, ".tabs a")} - {f"{file}{part}/" for part in FILE_PARTS}:
        staff_looks.at(tab)

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


@pytest.mark.parametrize("username", ["custodia", "administra", *PROTECTING])
def test_what_each_function_finds_from_its_menu_has_nothing_to_report(
    staff_looks: Looks, username: str
):
    page = staff_looks.page
    enter(page, username)
    menu = addresses(page, "nav[aria-label=Principal] a")
    beyond: dict[str, str] = {}
    for path in menu:
        staff_looks.at(path)
        for link in addresses(page, "main a[href^='/']"):
            beyond.setdefault(shape_of(link), link)
    known = {shape_of(path) for path in menu}
    pages = [link for shape, link in beyond.items() if shape not in known and _is_page(link)]
    for link in pages[:FEW]:
        staff_looks.at(link)

    assert staff_looks.faults == []


def _is_page(link: str) -> bool:
    return urlsplit(link).path.endswith("/")


@pytest.mark.parametrize("javascript", [True, False])
def test_her_own_space_has_nothing_to_report_from_her_door_on(
    visit: Visit, staff_looks: Looks, javascript: bool
):
    team = staff_looks.page
    enter(team, "coordinadora")
    code = open_her_door(team, staff_looks)
    looks = PUBLIC_LOOKS if javascript else []  # axe is a script too: without them, its width
    hers = Looks(visit(bypass=True, javascript=javascript, width=PHONE), looks)
    hers.at("/mi-espacio/")
    hers.page.locator("[name=code]").fill("000 000")
    hers.page.locator("[name=phrase]").fill(PHRASE)
    hers.page.get_by_role("button", name="Entrar").click()
    hers.here()
    hers.page.locator("[name=code]").fill(code)
    hers.page.locator("[name=phrase]").fill(PHRASE)
    hers.page.get_by_role("button", name="Entrar").click()
    expect(hers.page.locator("main")).to_contain_text("Lo que está escrito sobre usted")
    hers.here()
    hers.page.get_by_role("button", name="Enviar").click()
    hers.here()

    assert hers.faults + staff_looks.faults == []


def open_her_door(page: Page, looks: Looks) -> str:
    """Open a file, and its door with her phrase. Returns the code."""
    open_file(page)
    page.locator("main a[href$='/puerta/']").click()
    looks.here()
    for box in ("asked", "safe"):
        page.locator(f"[name={box}]").check()
    page.locator("[name=phrase]").fill(PHRASE)
    page.get_by_role("button", name="Abrir su puerta").click()
    looks.here()
    found = re.search(r"\d{3}\s\d{3}", page.locator("main").inner_text())
    assert found
    return found[0]


def test_a_nameless_button_and_a_wide_page_would_be_reported(public_looks: Looks):
    page = public_looks.page
    page.goto("/calendario/")
    page.locator("main").evaluate(
        "main => main.innerHTML += '<button></button><p style=width:40rem>x</p>'"
    )
    public_looks.here()

    assert "button-name" in public_looks.faults[0]
    assert "px wide" in public_looks.faults[-1]
