"""The public side: nothing needed from who comes, nothing left with them."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db
PAGES = ["/", "/que-guardamos/", "/borrar-historial/", "/accesibilidad/", "/calendario/"]


def page_at(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_leave_no_cookie_and_ask_no_other_host(client, address):
    page = page_at(client, address)
    assert client.cookies == {}
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []
    assert re.findall(r"<style|\sstyle=|<script(?![^>]* src=)", page) == []


@pytest.mark.parametrize("address", PAGES[:-1])
def test_quick_exit_is_a_plain_link_and_the_second_stop_of_the_page(client, address):
    links = re.findall(r"<a [^>]+>", page_at(client, address))
    assert 'href="#contenido"' in links[0]
    assert 'href="/salir/"' in links[1]
    assert 'rel="nofollow noreferrer"' in links[1]


@pytest.mark.parametrize("address", PAGES)
def test_each_page_has_one_heading_of_the_first_level(client, address):
    assert page_at(client, address).count("<h1") == 1


def test_quick_exit_makes_the_browser_forget_and_shows_something_else(client):
    response = client.get("/salir/")
    assert response.status_code == 303
    assert response.headers["Location"] == "/calendario/"
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content == b""


def test_quick_exit_keeps_the_language(client):
    assert client.get("/pt/salir/").headers["Location"] == "/pt/calendario/"


def test_quick_exit_leads_where_the_country_decided(client, settings):
    settings.EXIT_URL = "https://tiempo.example/"
    assert client.get("/salir/").headers["Location"] == "https://tiempo.example/"


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("prefix", ["", "/en", "/pt", "/fr"])
def test_the_calendar_says_nothing_of_whose_server_this_is(client, settings, demonstration, prefix):
    settings.DEMONSTRATION = demonstration
    page = page_at(client, f"{prefix}/calendario/").lower()
    told = [
        word for word in ("amparo", "demostra", "trata", "ayuda", "salir", "aviso") if word in page
    ]
    assert told == []
    assert "<table" in page


def test_the_calendar_turns_its_months(client):
    page = page_at(client, "/calendario/?mes=2031-03")
    assert "Marzo de 2031" in page
    assert 'href="?mes=2031-02"' in page
    assert 'href="?mes=2031-04"' in page


@pytest.mark.parametrize(
    ("asked", "number"), [("", "911"), ("?pais=CR", "911"), ("?pais=br", "190")]
)
def test_the_emergency_number_is_that_of_the_country(client, asked, number):
    assert f'href="tel:{number}"' in page_at(client, f"/{asked}")


@pytest.mark.parametrize("asked", ["?pais=XX", "?pais=%00", "?pais=" + "A" * 5000])
def test_an_unknown_country_shows_the_number_of_the_node(client, asked):
    assert 'href="tel:911"' in page_at(client, f"/{asked}")


def test_the_number_stands_before_the_doors(client):
    page = page_at(client, "/")
    assert page.index("danger__tel") < page.index("door--1") < page.index("door--2")


def test_the_doors_keep_language_and_country(client):
    page = page_at(client, "/fr/?pais=PA")
    assert 'href="/fr/avisar/?para=ayuda&amp;pais=PA"' in page
    assert 'href="/fr/avisar/?pais=PA"' in page
    assert 'href="/fr/buzon/"' in page


@pytest.mark.parametrize(
    ("address", "others"),
    [
        ("/?pais=PA", ["/?pais=PA", "/en/?pais=PA", "/pt/?pais=PA", "/fr/?pais=PA"]),
        (
            "/fr/borrar-historial/",
            ["/borrar-historial/", "/en/borrar-historial/", "/pt/borrar-historial/"],
        ),
    ],
)
def test_changing_the_language_keeps_the_page(client, address, others):
    page = page_at(client, address)
    assert [other for other in others if f'<a href="{other}" lang="' not in page] == []


def test_the_language_of_the_page_is_declared_and_marked(client):
    page = page_at(client, "/pt/")
    assert '<html lang="pt" class="public">' in page
    assert 'lang="pt" hreflang="pt" aria-current="true"' in page


@pytest.mark.parametrize(("demonstration", "times"), [(True, 1), (False, 0)])
def test_the_banner_stands_on_the_demonstration_alone(client, settings, demonstration, times):
    settings.DEMONSTRATION = demonstration
    assert page_at(client, "/").count("DEMOSTRACIÓN") == times


def test_the_first_page_weighs_at_most_fifty_kilobytes_in_all(client):
    page = page_at(client, "/")
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    weights = [Path(finders.find(file)).stat().st_size for file in files]
    assert len(weights) == 4
    assert len(page.encode()) + sum(weights) <= 50_000


def test_the_node_says_that_it_is_alive(client):
    response = client.get("/salud/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_search_engines_are_asked_to_stay_out(client):
    response = client.get("/robots.txt")
    assert response.content == b"User-agent: *\nDisallow: /\n"
    assert response.headers["Content-Type"] == "text/plain"


def test_the_icon_that_browsers_ask_for_is_there(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/ui/icon.svg"


@pytest.mark.parametrize("address", [*PAGES, "/salir/", "/salud/"])
def test_public_addresses_only_show(client, address):
    assert client.post(address).status_code == 405
