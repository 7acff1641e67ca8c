import pytest

from amparo.reports import form_token
from amparo.reports.models import Message
from amparo.reports.receipts import new_digits, parse
from amparo.reports.services.mailbox import change_to_words
from tests.factories.reports import NARRATIVE, taken_in

pytestmark = pytest.mark.django_db


def post(client, address="/buzon/", **fields):
    return client.post(address, {"formulario": form_token.issue(), **fields})


def test_the_page_asks_for_a_code_under_a_neutral_title(client):
    page = client.get("/buzon/")

    assert "<title>Mensajes</title>" in page.content.decode()
    assert 'name="code"' in page.content.decode()
    assert not client.cookies


@pytest.mark.parametrize("prefix", ["", "/en", "/pt", "/fr"])
def test_a_code_opens_the_thread_without_a_cookie(client, prefix):
    receipt = taken_in().receipt

    page = post(client, f"{prefix}/buzon/", code=receipt.code)

    assert NARRATIVE in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert not client.cookies


def test_the_four_words_are_all_that_is_told(client):
    receipt = taken_in().receipt

    assert "Recibido" in post(client, code=receipt.code).content.decode()


@pytest.mark.parametrize(
    "code", ["", "hola", "0000 0000 0000 0000 0000", "\x00", "٣٤", "1" * 5000, "<b>4</b>"]
)
def test_a_wrong_code_gets_a_kind_page_that_keeps_it(client, code):
    page = post(client, code=code)

    assert page.status_code == 422
    assert "No encontramos ese código" in page.content.decode()


def test_wrong_codes_of_equal_length_get_pages_of_equal_size(client):
    receipt = taken_in().receipt
    known, unknown = receipt.locator + "0" * 14, new_digits().code.replace(" ", "")

    sizes = {len(post(client, code=code).content) for code in (known, unknown)}

    assert len(sizes) == 1


def test_a_message_is_written_once_even_if_sent_twice(client):
    receipt = taken_in().receipt
    fields = {
        "formulario": form_token.issue(),
        "code": receipt.code,
        "text": "Otra cosa.",
        "ir": "escribir",
    }

    for _number in range(2):
        page = client.post("/buzon/", fields)

    assert "Otra cosa." in page.content.decode()
    assert Message.objects.count() == 1


def test_an_empty_message_is_asked_for_on_the_same_page(client):
    receipt = taken_in().receipt

    page = post(client, code=receipt.code, text=" \x00", ir="escribir")

    assert page.status_code == 422
    assert NARRATIVE in page.content.decode()
    assert "Escriba su mensaje." in page.content.decode()


def test_too_long_a_message_is_kept_in_the_form(client):
    receipt, text = taken_in().receipt, "b" * 250_001

    page = post(client, code=receipt.code, text=text, ir="escribir")

    assert page.status_code == 422
    assert text in page.content.decode()


@pytest.mark.parametrize("go", ["", "escribir"])
def test_an_old_form_keeps_code_and_message(client, go):
    receipt = taken_in().receipt

    page = client.post("/buzon/", {"code": receipt.code, "text": "Espere.", "ir": go})

    content = page.content.decode()
    assert page.status_code == 422
    assert receipt.code in content
    assert 'name="text" value="Espere."' in content
    assert not Message.objects.exists()


def test_another_language_keeps_the_thread_and_what_was_being_written(client):
    receipt = taken_in().receipt

    page = post(client, "/en/buzon/", code=receipt.code, text="Otra", ir="idioma")

    assert '<html lang="en"' in page.content.decode()
    assert NARRATIVE in page.content.decode()
    assert "Otra</textarea>" in page.content.decode()


def test_a_wrong_code_with_a_message_keeps_the_message(client):
    page = post(client, code="hola", text="Espere.", ir="escribir")

    assert page.status_code == 422
    assert 'name="text" value="Espere."' in page.content.decode()


def test_digits_are_changed_for_words_that_are_shown_once(client):
    receipt = taken_in().receipt

    page = post(client, "/buzon/palabras/", code=receipt.code)

    assert "<title>Recibo</title>" in page.content.decode()
    assert receipt.locator in page.content.decode()
    assert post(client, code=receipt.code).status_code == 422


def test_the_change_to_words_refuses_a_wrong_code_and_an_old_form(client):
    receipt = taken_in().receipt

    assert post(client, "/buzon/palabras/", code="hola").status_code == 422
    assert client.post("/buzon/palabras/", {"code": receipt.code}).status_code == 422
    assert client.get("/buzon/palabras/").status_code == 302
    assert post(client, code=receipt.code).status_code == 200


def test_a_code_of_words_opens_the_thread(client):
    words = change_to_words(typed=taken_in().receipt.code)

    page = post(client, code=words.code.upper())

    assert NARRATIVE in page.content.decode()
    assert parse(words.code) == words
