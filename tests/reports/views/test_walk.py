import re
from datetime import timedelta
from html import unescape

import pytest

from amparo.kernel import clock
from amparo.kernel.ui.models import OnceToken
from amparo.reports import form_token
from amparo.reports.models import Report
from amparo.reports.services.mailbox import open_mailbox
from tests.factories.kernel import DeskFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "مرحبا \u202e بكم 👩‍👧 شكرا",
    "😀" * 300,
    "Ella dijo: <script>alert(1)</script> & «adiós»",
    "línea\r\notra\tlínea",
    "ñ" * 100_000,  # 200 kB
]


@pytest.fixture(autouse=True)
def desk():
    return DeskFactory(receives_reports=True)


def hidden(page):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    return {name: unescape(value) for name, value in found}


def send(client, address="/avisar/", **fields):
    return client.post(address, {"formulario": form_token.issue(), **fields})


def receipt_on(page):
    groups = re.findall(r"<span>(\d{4})</span>", page.content.decode())
    return " ".join(groups) if len(groups) == 5 else None


def test_the_whole_walk_needs_no_script_and_no_cookie(client):
    page = client.get("/avisar/?pais=CR")
    answers = [
        {"danger": "no", "country": "CR"},
        {"narrative": "Algo vi."},
        {"place": "Calle 2"},
        {},
    ]
    for answer in answers[:-1]:
        page = client.post("/avisar/", {**hidden(page), **answer, "ir": "seguir"})
        assert page.status_code == 200
    page = client.post("/avisar/", {**hidden(page), "ir": "enviar"})

    receipt = receipt_on(page)
    assert open_mailbox(typed=receipt, channel="web").lines[0].text == "Algo vi."
    assert not client.cookies
    assert "no-store" in page.headers["Cache-Control"]
    assert "<title>Recibo</title>" in page.content.decode()


def test_safety_comes_first_with_nothing_chosen(client):
    page = client.get("/avisar/?para=ayuda&pais=CR").content.decode()

    assert "<title>Formulario</title>" in page
    assert "Usted o alguien con usted" in page
    assert 'name="danger"' in page
    assert "checked" not in page
    assert 'href="tel:911"' in page


def test_danger_shows_the_chosen_countrys_numbers_before_anything_else(client):
    OrganisationFactory(country="PE")

    page = send(client, paso="seguridad", danger="yes", country="PE", ir="seguir").content.decode()

    assert 'href="tel:105"' in page
    assert "<textarea" not in page
    assert 'name="country" value="PE"' in page


def test_without_danger_the_story_comes_next(client):
    page = send(client, paso="seguridad", danger="unsure", ir="seguir").content.decode()

    assert 'name="narrative"' in page


@pytest.mark.parametrize("go", ["volver", "idioma", "lugar"])
@pytest.mark.parametrize("text", HOSTILE)
def test_going_anywhere_keeps_every_word(client, go, text):
    page = send(client, paso="relato", narrative=text, danger="no", ir=go)

    kept = unescape(page.content.decode()).replace("\r\n", "\n")
    assert page.status_code == 200
    assert text.replace("\r\n", "\n") in kept


@pytest.mark.parametrize("prefix", ["en", "pt", "fr"])
def test_another_language_keeps_the_step_and_the_words(client, prefix):
    page = send(
        client, f"/{prefix}/avisar/", paso="lugar", narrative="Algo.", place="Aquí", ir="idioma"
    )

    content = page.content.decode()
    assert f'<html lang="{prefix}"' in content
    assert 'name="narrative" value="Algo."' in content
    assert "Aquí" in content
    assert f'action="/{prefix}/avisar/"' in content


def test_an_empty_story_is_asked_for_kindly(client):
    page = send(client, paso="relato", narrative="  ", place="Calle 2", ir="seguir")

    content = page.content.decode()
    assert page.status_code == 422
    assert "Escriba qué pasó, aunque sea una frase." in content
    assert "<title>Formulario: falta un dato</title>" in content
    assert 'name="place" value="Calle 2"' in content


def test_sending_without_a_story_leads_to_its_step(client):
    page = send(client, paso="revisar", place="Calle 2", ir="enviar")

    assert page.status_code == 422
    assert '<textarea name="narrative"' in page.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_a_person_can_write_is_taken_in(client, text):
    page = send(client, paso="revisar", narrative=text, ir="enviar")

    opened = open_mailbox(typed=receipt_on(page), channel="web")
    assert opened.lines[0].text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("hola\x00mundo", "holamundo"), ("a\x07b\x1bc", "abc"), ("x%ED%A0%80y", "x���y")],
)
def test_nul_controls_and_lone_surrogates_are_cleaned_not_refused(client, raw, kept):
    body = f"formulario={form_token.issue()}&paso=revisar&ir=enviar&narrative={raw}"

    page = client.post("/avisar/", body, content_type="application/x-www-form-urlencoded")

    assert open_mailbox(typed=receipt_on(page), channel="web").lines[0].text == kept


def test_a_text_over_the_limit_is_kept_and_told_how_much_to_cut(client):
    text = "a" * 250_025

    page = send(client, paso="relato", narrative=text, ir="seguir")

    content = page.content.decode()
    assert page.status_code == 422
    assert "quite al menos 25 letras" in content
    assert text in content


@pytest.mark.parametrize("token", ["", "nada", "x:y:z", "expired", "\x00"])
@pytest.mark.parametrize("go", ["seguir", "enviar"])
def test_an_old_or_broken_form_token_keeps_what_was_typed(client, token, go):
    if token == "expired":
        token = form_token.issue()
        clock.shift(timedelta(hours=13))
    try:
        page = client.post(
            "/avisar/",
            {"formulario": token, "paso": "revisar", "narrative": "Algo largo.", "ir": go},
        )
        again = client.post("/avisar/", {**hidden(page), "ir": "enviar"})
    finally:
        clock.shift(timedelta(0))

    assert page.status_code == 422
    assert "Algo largo." in page.content.decode()
    assert receipt_on(again) is not None


def test_the_same_last_step_twice_is_one_report_and_says_so(client):
    fields = {
        "formulario": form_token.issue(),
        "paso": "revisar",
        "narrative": "Algo.",
        "ir": "enviar",
    }

    first, second = (client.post("/avisar/", fields) for _number in range(2))

    assert receipt_on(first) is not None
    assert second.status_code == 200
    assert receipt_on(second) is None
    assert "ya lo recibimos" in second.content.decode()
    assert Report.objects.count() == 1
    assert OnceToken.objects.get().location == ""


@pytest.mark.parametrize(
    "fields",
    [{"country": "ZZ"}, {"modality": "x"}, {"danger": "x"}, {"paso": "nada"}, {"ir": "nada"}],
)
def test_answers_no_form_of_ours_offers_are_never_an_error_of_ours(client, fields):
    page = send(client, **{"paso": "revisar", "narrative": "Algo.", "ir": "enviar", **fields})

    assert page.status_code in (200, 422)
    assert "Algo." in page.content.decode() or receipt_on(page)


def test_a_node_that_nobody_attends_says_so_and_keeps_the_words(client, desk):
    desk.receives_reports = False
    desk.save()

    page = send(client, paso="revisar", narrative="Algo.", ir="enviar")

    assert page.status_code == 503
    assert 'value="Algo."' in page.content.decode()


def test_what_was_said_at_the_door_reaches_the_desk(client):
    page = client.get("/pt/avisar/?para=ayuda&pais=PA")
    page = client.post(
        "/pt/avisar/", {**hidden(page), "paso": "revisar", "narrative": "Algo.", "ir": "enviar"}
    )

    report = Report.objects.get()
    assert (report.asks_help, report.language) == (True, "pt")


def test_other_methods_are_refused(client):
    assert client.put("/avisar/").status_code == 405
