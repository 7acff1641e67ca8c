"""Every link of every role leads somewhere whole, and nowhere to somebody else's person."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import pytest

from amparo.demo.accounts import ACCOUNTS
from tests.journeys.crawling import Answer, Crawler, language_of

pytestmark = pytest.mark.journey
PROOFS = os.environ.get("HYPOTHESIS_PROFILE") == "proofs"
PAGES, ALIKE = (300, 25) if PROOFS else (120, 3)
OWNER = "coordinadora"
ABROAD = ("-pa", "-ni", "-gt")
ROLES = [one.username for one in ACCOUNTS if PROOFS or not one.username.endswith(ABROAD)]
PUBLIC = "que-guardamos borrar-historial accesibilidad calendario avisar buzon".split()
PARTS = "hechos plan notas permisos equipo historial lecturas nombre datos contacto identidad"
PARTS += " reservadas apartados representantes situacion-migratoria"
CANARIES = {
    "known_as": "Turmalina Canaria",
    "contact_note": "Tras la panadería canaria (inventado)",
    "address": "Calle del Canario 77 (inventada)",
}
CODE_NAME = re.compile(r"<h1>«(.+?)»")
NEVER_IN_TITLES = re.compile(r"\b(trata|trafficking|tráfico|tr[aá]fico|traite)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Canary:
    """A file of the owner's team that nobody else may know of, and the words that betray it."""

    path: str
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def canary(address: str) -> Canary:
    owner = Crawler(address, OWNER)
    blank = owner.get("/casos/nueva/").page().hidden
    given = {"age_group": "adult", "basis": "contact", "may_contact": "only_through"}
    opened = owner.send("/casos/nueva/", blank | given | CANARIES)
    code_name = CODE_NAME.search(opened.text)
    assert code_name
    return Canary(opened.address, (*CANARIES.values(), code_name[1]))


def _faults(origin: str, given: Answer) -> list[str]:
    """What is wrong with a page that a link of ``origin`` led to."""
    where = f"{origin} → {given.address}"
    if given.status != 200:
        return [f"{where}: {given.status}"]
    if not given.text:
        return []
    page = given.page()
    wrong = {
        f"{page.h1} h1": page.h1 != 1,
        "no lang": not page.lang,
        "no title": not page.title.strip(),
        f"title «{page.title}»": bool(NEVER_IN_TITLES.search(page.title)),
    }
    return [f"{where}: {fault}" for fault, there in wrong.items() if there]


@pytest.mark.parametrize("start", ["/", "/en/", "/pt/", "/fr/"])
def test_every_public_link_leads_to_a_whole_page_in_its_language(address: str, start: str):
    faults, seen = [], 0
    for origin, given in Crawler(address).walk(start, pages=PAGES, alike=ALIKE):
        seen += 1
        faults += _faults(origin, given)
        if given.text and given.page().lang != language_of(start):
            faults.append(f"{given.address} speaks {given.page().lang}")

    assert faults == []
    assert seen > len(PUBLIC)


@pytest.mark.parametrize("prefix", ["", "/en", "/pt", "/fr"])
def test_her_own_space_is_whole_in_each_language_and_no_page_leads_to_it(address: str, prefix: str):
    visitor = Crawler(address)
    given = visitor.get(f"{prefix}/mi-espacio/")

    assert _faults("what her team told her", given) == []
    assert given.page().lang == language_of(f"{prefix}/mi-espacio/")
    assert visitor.get(f"{prefix}/mi-espacio/ver/").address == f"{prefix}/mi-espacio/"


@pytest.mark.parametrize("username", ROLES)
def test_every_link_leads_to_a_whole_page_and_to_nobody_elses_words(
    address: str, canary: Canary, username: str
):
    faults, seen = [], 0
    for origin, given in Crawler(address, username).walk("/inicio/", pages=PAGES, alike=ALIKE):
        seen += 1
        faults += _faults(origin, given)
        if username != OWNER:
            faults += [
                f"{given.address} tells «{one}»" for one in canary.words if one in given.text
            ]

    assert faults == []
    assert seen > 1


@pytest.mark.parametrize("username", [role for role in ROLES if role != OWNER])
def test_another_teams_file_is_a_page_that_does_not_exist(
    address: str, canary: Canary, username: str
):
    crawler = Crawler(address, username)
    unknown = crawler.get("/casos/00000000-0000-4000-8000-000000000000/")
    paths = [canary.path, *(f"{canary.path}{part}/" for part in PARTS.split())]

    assert {(crawler.get(path).status, crawler.get(path).text) for path in paths} == {
        (404, unknown.text)
    }


def test_the_team_itself_reads_the_words_that_nobody_else_may(address: str, canary: Canary):
    page = Crawler(address, OWNER).get(canary.path)

    assert CANARIES["known_as"] in page.text
    assert CANARIES["contact_note"] in page.text
