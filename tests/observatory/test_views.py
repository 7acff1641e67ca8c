"""The public pages of figures and the free cuts of staff."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from amparo.kernel import places
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.places.map import BOUNDARY_NOTICE
from amparo.observatory.cuts import COLUMNS
from amparo.observatory.lake import BASE, build, current
from amparo.observatory.tables import TABLES
from amparo.observatory.views import staff
from amparo.observatory.wording import COLUMN_WORDS
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in
from tests.observatory.invented import NOW, people

pytestmark = pytest.mark.django_db

PREFIXES = ("", "/en", "/pt", "/fr")
CODES = [table.code for table in TABLES]
TABLE_PAGES = [f"/cifras/{code}/" for code in CODES]
PAGES = ["/cifras/", "/cifras/mapa/", "/cifras/mapa/?pais=CR", *TABLE_PAGES]
FILES = [f"/cifras/{code}.csv" for code in CODES]
API = ["/api/v1/observatory/tables", *(f"/api/v1/observatory/tables/{code}" for code in CODES)]
CUTS = [
    "/cifras/corte/",
    "/cifras/corte/?by_1=sex",
    "/cifras/corte.csv?by_1=sex",
    "/api/v1/observatory/cut?by=sex",
]
# Counts that appear nowhere else in a page, so that finding one means that it leaked.
SMALL_MALES, SMALL_PANAMA = 7, 4


def register() -> list[dict[str, Any]]:
    return people(
        (1640, {}),
        (330, {"sex": "male"}),
        (225, {"modality": "sexual", "admin1": "CR-L"}),
        (SMALL_MALES, {"modality": "sexual", "sex": "male"}),
        (112, {"status": "possible", "deciding_body": "unknown", "decided_year": None}),
        (61, {"country": "GT", "admin1": "GT-01", "decided_year": 2028}),
        (SMALL_PANAMA, {"country": "PA", "admin1": "PA-8"}),
    )


@pytest.fixture
def lake(settings, tmp_path):
    """No figures yet."""
    settings.LAKE = tmp_path / "lake"
    return settings.LAKE


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Building is what takes time, and nobody changes a generation."""
    return build(register(), tmp_path_factory.mktemp("lake"), NOW)


@pytest.fixture
def built(settings, made):
    settings.LAKE = made.folder.parent
    return made


def shown(page: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def statistician() -> Client:
    return signed_in(MembershipFactory(role=Role.STATISTICIAN))


def cells(html: str) -> Iterator[str]:
    yield from re.findall(r"<td[^>]*>\s*(?:<span[^>]*>)?([^<]*)", html)


# ---- public pages ----


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_open_to_anybody_in_four_languages_and_asks_nothing(built, prefix, page):
    answer = Client().get(prefix + page)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert f'<html lang="{prefix[1:] or "es"}"' in html
    assert not answer.cookies
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", html)


@pytest.mark.parametrize("page", [*PAGES, *FILES, *API])
def test_public_figures_never_open_the_lake_nor_the_database(
    settings, tmp_path, made, page, django_assert_num_queries
):
    without_lake = shutil.ignore_patterns("facts.*")
    settings.LAKE = shutil.copytree(made.folder.parent, tmp_path / "lake", ignore=without_lake)
    assert not list(settings.LAKE.rglob(BASE))

    with django_assert_num_queries(0):
        assert Client().get(page).status_code == 200


def test_the_index_says_each_finding_and_what_is_not_counted(built):
    html = shown("/cifras/")

    for table in TABLES:
        assert f'href="/cifras/{table.code}/"' in html
        assert str(table.title) in html
    assert "En 2030 se contaron" in html
    assert "Explotación laboral, 2\u202f035 personas" in html
    assert "18 a 24 años, " in html
    assert "Los avisos recibidos" in html
    assert 'href="/cifras/mapa/"' in html
    assert built.name in html


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_figures_a_page_says_so_in_words(lake, page):
    assert "Todavía no hay cifras publicadas" in shown(page)


@pytest.mark.parametrize("page", PAGES)
def test_figures_of_an_empty_register_are_no_error(lake, page):
    build([], lake, NOW)

    assert "Todavía no hay cifras publicadas" not in shown(page)


@pytest.mark.parametrize("page", FILES)
def test_before_the_first_figures_there_is_no_file(lake, page):
    assert Client().get(page).status_code == 404


@pytest.mark.parametrize("page", ["/cifras/nada/", "/cifras/nada.csv", "/cifras/mapa.csv"])
def test_an_unknown_table_is_the_usual_missing_page(built, page):
    answer = Client().get(page)

    assert answer.status_code == 404
    assert answer.content == Client().get("/otra/nada/").content


@pytest.mark.parametrize("page", [*TABLE_PAGES, "/cifras/mapa/"])
def test_a_page_says_how_it_counts_and_where_its_figures_come_from(built, page):
    html = shown(page)

    assert "Personas, cada una una sola vez" in html
    assert "Órgano que decide" in html
    assert "2028 a 2030" in html
    assert built.name in html
    assert "1 de febrero de 2031" in html


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("page", [*TABLE_PAGES, "/cifras/mapa/"])
def test_what_is_suppressed_never_prints_a_number(built, prefix, page):
    found = list(cells(shown(prefix + page)))

    assert str(SMALL_MALES) not in found
    assert str(SMALL_PANAMA) not in found
    assert all(int(text) >= 10 or text == "0" for text in found if text.isdecimal())


def test_a_table_shows_its_headings_its_words_and_its_chart(built):
    html = shown("/cifras/modality_sex/")

    assert html.count('<th scope="col"') == 6
    assert "<caption>Víctimas identificadas por modalidad y sexo</caption>" in html
    assert 'class="supp">menos de 10: no se publica<' in html
    assert 'class="supp">protegida<' in html
    assert html.count('<div class="bars" role="img"') == 1
    assert "GROUP BY ALL" in html


def test_hidden_bars_come_last_so_that_their_place_says_nothing(lake):
    build(people((40, {}), (12, {"modality": "other"}), (5, {"modality": "sexual"})), lake, NOW)

    html = shown("/cifras/modality_sex/")
    drawn = html[html.index('<div class="bars"') : html.index("</figure>")]

    labels = re.findall(r"<span>([^<]+)</span>", drawn)
    assert labels[-3:] == ["Explotación sexual", "Explotación laboral", "Otra forma de explotación"]
    assert drawn.rindex('class="f1"') < drawn.index('class="hex"')


def test_ages_are_drawn_in_their_own_order(lake):
    build(people((40, {}), (90, {"age_group": "45_59"}), (20, {"age_group": "12_14"})), lake, NOW)

    html = shown("/cifras/modality_age/")
    drawn = html[html.index('<div class="bars"') : html.index("</figure>")]

    assert re.findall(r"<span>([^<]+)</span>", drawn)[:3] == [
        "Menos de 18 años",
        "18 a 24 años",
        "25 años o más",
    ]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("code", CODES)
def test_a_table_can_be_downloaded_with_its_query(built, prefix, code):
    answer = Client().get(f"{prefix}/cifras/{code}.csv")
    text = answer.content.decode("utf-8")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{code}-{built.name}.csv"'
    )
    assert text.startswith("\ufeff# ")
    assert text.count("\ufeff") == 1
    assert "# FROM persons" in text
    assert str(SMALL_MALES) not in re.split(r"[,\n]", text)


def test_in_demonstration_the_file_begins_by_saying_that_it_is_invented(built, settings):
    first = Client().get("/cifras/year_status.csv").content.decode("utf-8-sig").splitlines()[0]
    settings.DEMONSTRATION = True
    file = Client().get("/cifras/year_status.csv").content.decode("utf-8-sig")

    assert "DEMOSTRACIÓN" not in first
    assert file.startswith("# DEMOSTRACIÓN: estas cifras son inventadas.\n")
    assert Client().get("/api/v1/observatory/tables").json()["notice"].startswith("DEMOSTRACIÓN")
    assert "DEMOSTRACIÓN" in shown("/cifras/")


# ---- map ----


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("query", ["", "?pais=CR", "?pais=cr", "?pais=ES", "?pais=%00"])
def test_the_map_always_carries_the_boundary_notice(built, prefix, query):
    answer = Client().get(f"{prefix}/cifras/mapa/{query}")

    with override(prefix[1:] or "es"):
        assert escape(str(BOUNDARY_NOTICE)) in answer.content.decode()


def test_the_map_shows_printed_figures_and_lists_the_same_zones(built):
    html = shown("/cifras/mapa/")

    assert "<title>Limón: 225 personas</title>" in html
    assert re.search(
        r'<th scope="row">Costa Rica</th><th scope="row">Limón</th><td class="r">225<', html
    )
    assert "Las zonas con menos de 10 personas no se enumeran" in html
    assert "Panamá: " in html
    assert "Panamá: 4" not in html
    assert html.count('class="map-inset"') == 10


def test_a_protected_zone_is_hatched_and_has_no_number(lake):
    build(people((40, {}), (12, {"admin1": "CR-L"}), (5, {"admin1": "CR-G"})), lake, NOW)
    table = json.loads(current(lake).tables_path.read_text("utf-8"))["tables"]
    territory = next(entry for entry in table if entry["code"] == "territory")
    hidden = [
        row["code"]
        for row in territory["rows"]
        if row["parent"] and row["total"]["persons"] is None
    ]

    html = shown("/cifras/mapa/?pais=CR")

    assert hidden == ["CR-L", "CR-SJ"]
    assert re.search(r'class="protected" fill="url\(#[^"]+\)"><title>Limón: dato protegido', html)
    assert "12" not in list(cells(html))


def test_a_country_is_seen_larger_with_its_own_zones(built):
    html = shown("/cifras/mapa/?pais=CR")

    assert "<h1>Costa Rica: víctimas identificadas por división</h1>" in html
    assert 'class="map-inset"' not in html
    assert "Costa Rica: víctimas identificadas, por división</title>" in html
    assert "<title>Limón: 225 personas</title>" in html
    assert ">Guatemala</th>" not in html
    for country in places.countries(american=True):
        assert f'href="?pais={country.alpha2}"' in html


def test_what_is_no_american_state_shows_the_whole_map(built):
    assert 'class="map-inset"' in shown("/cifras/mapa/?pais=ES")


def test_the_key_names_ranges_of_printed_figures(built):
    html = shown("/cifras/mapa/")
    key = html[html.index('<ul class="key') : html.index('id="zonas"')]

    assert [int(band) for band in re.findall(r'class="q(\d) hex"', key)] == [2, 1]
    assert "</svg>1\u202f977</li>" in key
    assert "</svg>225</li>" in key
    assert "protegida: no se publica" in key
    assert "sin dato, o tan pocas personas" in key


# ---- weight ----


@pytest.mark.parametrize("page", ["/cifras/", *TABLE_PAGES])
def test_a_public_page_weighs_at_most_120_kilobytes(built, page):
    assert len(shown(page).encode()) <= 120_000


def test_a_map_full_of_zones_weighs_at_most_60_kilobytes_compressed(lake):
    units = [
        unit for one in places.countries(american=True) for unit in places.admin1_of(one.alpha2)
    ]
    busy = units[:: max(1, len(units) // 200)]
    build(
        people(
            *((10 + n % 90, {"country": u.country, "admin1": u.code}) for n, u in enumerate(busy))
        ),
        lake,
        NOW,
    )

    html = shown("/cifras/mapa/")

    assert len(busy) >= 200
    assert len(gzip.compress(html.encode(), mtime=0)) <= 60_000


# ---- free cuts ----


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", CUTS)
def test_only_the_statistician_makes_cuts_and_others_find_nothing(built, role, address):
    answer = signed_in(MembershipFactory(role=role)).get(address)

    allowed = role is Role.STATISTICIAN
    assert answer.status_code == (200 if allowed else 404)
    assert AuditRow.objects.filter(verb=Verb.REFUSED).exists() is not allowed


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", ["/cifras/", "/cifras/mapa/", TABLE_PAGES[0], FILES[0], API[0]])
def test_public_figures_are_the_same_for_every_role(built, role, address):
    staff_sees = signed_in(MembershipFactory(role=role)).get(address)

    assert staff_sees.content == Client().get(address).content


@pytest.mark.parametrize("address", CUTS[:3])
def test_whoever_may_not_cut_gets_the_same_page_as_for_an_unknown_address(built, address):
    someone = signed_in(MembershipFactory(role=Role.CASE_LEAD))

    assert someone.get(address).content == someone.get("/cifras/otra-cosa/").content


@pytest.mark.parametrize("address", CUTS)
def test_without_a_session_there_are_no_cuts(built, address):
    answer = Client().get(address)

    assert answer.status_code in (302, 401)
    assert not AuditRow.objects.exists()


def test_a_cut_shows_its_figures_stamped_and_is_recorded_in_codes(built):
    html = shown("/cifras/corte/?by_1=modality&by_2=sex&year=2030&sex=male", statistician())

    assert "No publicable" in html
    assert re.search(
        r'<th scope="row">Explotación sexual</th><th scope="row">Hombre</th><td class="r">7</td>',
        html,
    )
    row = AuditRow.objects.get(verb=Verb.CUT_MADE)
    assert row.fields == ["modality", "sex", "year"]
    assert row.details == {
        "by": "modality,sex",
        "where": "year=2030,sex=male",
        "generation": built.name,
    }


def test_opening_the_form_makes_no_cut(built):
    assert "Elija por qué columnas contar" in shown("/cifras/corte/", statistician())
    assert not AuditRow.objects.filter(verb=Verb.CUT_MADE).exists()


def test_a_cut_can_be_downloaded_stamped(built):
    answer = statistician().get("/cifras/corte.csv?by_1=sex&modality=sexual")
    text = answer.content.decode("utf-8")

    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="no-publicable-{built.name}.csv"'
    )
    assert text.startswith("\ufeff# NO PUBLICABLE")
    assert "male,7" in text


def test_in_demonstration_a_cut_says_that_it_is_invented(built, settings):
    who = statistician()
    settings.DEMONSTRATION = True

    text = who.get("/cifras/corte.csv?by_1=sex").content.decode("utf-8-sig")

    assert text.splitlines()[:2] == [
        "# DEMOSTRACIÓN: estas cifras son inventadas.",
        "# NO PUBLICABLE: cifras sin protección estadística",
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("year=2030", "Elija entre 1 y 4 columnas"),
        ("by_1=sex&by_2=sex", "Elija entre 1 y 4 columnas"),
        ("by_1=name", "Elija una opción de la lista."),
        ("by_1=sex&status=guessed", "Elija una opción de la lista."),
        ("by_1=sex&year=treinta", "Escriba el año con cuatro cifras"),
        ("by_1=sex&year=12030", "Escriba el año con cuatro cifras"),
        ("by_1=sex&admin1=CR-%00", "nul"),
        ("by_1=sex&admin1=XX-1", "La columna «admin1» no tiene el valor «XX-1»"),
    ],
)
@pytest.mark.parametrize("address", ["/cifras/corte/", "/cifras/corte.csv"])
def test_a_question_that_is_not_clear_is_answered_in_words(built, address, query, words):
    answer = statistician().get(f"{address}?{query}")

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AuditRow.objects.filter(verb=Verb.CUT_MADE).exists()


def test_conditions_that_nobody_meets_get_an_empty_answer(built):
    html = shown("/cifras/corte/?by_1=sex&year=1999", statistician())

    assert "Nadie cumple esas condiciones" in html


def test_before_the_first_figures_a_cut_says_how_to_make_them(lake):
    answer = statistician().get("/cifras/corte/?by_1=sex")

    assert answer.status_code == 422
    assert "amparo observatory build" in answer.content.decode()


def test_a_cut_with_many_rows_shows_the_first_ones_and_says_so(built, monkeypatch):
    monkeypatch.setattr(staff, "MOST_ROWS", 2)

    html = shown("/cifras/corte/?by_1=modality&by_2=sex", statistician())

    assert html[html.index("<tbody>") : html.index("</tbody>")].count("<tr>") == 2
    assert "Se muestran 2 filas de 4" in html


def test_the_form_of_cuts_weighs_at_most_120_kilobytes(built):
    assert len(shown("/cifras/corte/?by_1=sex", statistician()).encode()) <= 120_000


def test_every_column_of_the_lake_has_words():
    assert COLUMN_WORDS.keys() == {*COLUMNS}


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_leads_only_the_statistician_to_figures(built, role):
    html = shown("/inicio/", signed_in(MembershipFactory(role=role)))

    assert (f'href="{reverse("observatory:cut")}"' in html) is (role is Role.STATISTICIAN)


# ---- API ----


@pytest.mark.parametrize("language", ["es", "en", "pt", "fr"])
def test_programs_read_the_closed_list_and_each_table(built, language):
    listed = Client().get(f"/api/v1/observatory/tables?language={language}").json()

    assert listed["generation"] == built.name
    assert [table["code"] for table in listed["tables"]] == CODES
    for code in CODES:
        table = Client().get(f"/api/v1/observatory/tables/{code}?language={language}").json()
        assert table["generation"] == built.name
        assert table["unit"] == "persons"
        assert table["threshold"] == 10
        figures = [f for row in table["rows"] for f in (*row["figures"].values(), row["total"])]
        assert all(f["persons"] is None or f["persons"] >= 10 or f["persons"] == 0 for f in figures)


def test_programs_get_404_for_an_unknown_table_and_an_empty_list_before_the_first(lake):
    assert Client().get("/api/v1/observatory/tables").json()["tables"] == []
    assert Client().get("/api/v1/observatory/tables/nada").status_code == 404
    assert Client().get("/api/v1/observatory/tables/year_status").status_code == 404


def test_programs_cut_with_the_same_permission_and_stamp(built):
    answer = statistician().get("/api/v1/observatory/cut?by=modality,sex&where=sex=male,year=2030")

    found = answer.json()
    assert found["publishable"] is False
    assert found["notice"].startswith("NO PUBLICABLE")
    assert {"modality": "sexual", "sex": "male", "persons": 7} in found["rows"]
    assert AuditRow.objects.filter(verb=Verb.CUT_MADE).count() == 1


@pytest.mark.parametrize(
    "query",
    ["by=", "by=name", "by=sex&where=sex", "by=sex&where=sex=x", "by=sex&where=year=1,year=2", ""],
)
def test_programs_get_422_for_a_question_that_is_not_clear(built, query):
    answer = statistician().get(f"/api/v1/observatory/cut?{query}")

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_cut_agrees_with_the_lake(built):
    with duckdb.connect(built.folder / BASE, read_only=True) as base:
        counted = base.execute("SELECT count(*) FROM persons").fetchone()

    found = statistician().get("/api/v1/observatory/cut?by=status").json()

    assert found["total"] == (counted or (None,))[0]
