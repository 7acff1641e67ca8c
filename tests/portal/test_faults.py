"""Error pages: they tell nobody what exists, and they keep what was typed."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory

from amparo.portal.views import failed, not_found
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
WORDS = "En el taller de la esquina hay gente que no sale nunca. 🌸 \u202bعربي"


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_what_is_hidden_and_what_does_not_exist_answer_with_the_same_bytes(client):
    unknown = client.get("/nada-de-esto/")
    signed_in(MembershipFactory(), client)
    known_to_the_staff = client.get(f"/nada-de-esto/{uuid4()}/")
    request = RequestFactory().get(f"/casos/{uuid4()}/")
    hidden = [
        not_found(request, refusal) for refusal in (Http404("existe"), PermissionDenied("negado"))
    ]

    answers = {(page.status_code, page.content) for page in (unknown, known_to_the_staff, *hidden)}
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_the_page_not_found_does_not_repeat_the_address_or_the_reason(client):
    page = client.get("/Lucero-Muestra/").content.decode()
    assert "No encontramos esa página" in page
    assert "Lucero" not in page
    assert "permiso" not in page


def test_the_page_not_found_speaks_the_language_of_the_address(client):
    assert '<html lang="fr"' in client.get("/fr/rien/").content.decode()


def test_the_page_for_failures_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = failed(RequestFactory().post("/avisar/", {"narrative": WORDS}))
    assert page.status_code == 500
    assert "Algo falló de nuestro lado" in page.content.decode()


def test_an_expired_form_comes_back_with_every_word_and_a_fresh_token(strict):
    signed_in(MembershipFactory(), strict)
    response = strict.post(
        "/puesto/?a=1", {"note": WORDS, "place": "x", "csrfmiddlewaretoken": "1"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert WORDS in page
    assert '<input type="hidden" name="place" value="x">' in page
    assert '<form method="post" action="/puesto/?a=1">' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1
    assert "csrftoken" in response.cookies


def test_the_marks_of_the_form_itself_travel_unseen(strict):
    mark = str(uuid4())
    page = strict.post("/puesto/", {"once": mark, "note": WORDS}).content.decode()
    assert f'<input type="hidden" name="once" value="{mark}">' in page
    assert page.count("<textarea") == 1


def test_the_form_sent_again_from_that_page_is_taken(strict):
    membership = MembershipFactory()
    signed_in(membership, strict)
    sent = {"place": f"{membership.public_id}:assist"}
    page = strict.post("/puesto/", sent).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    response = strict.post("/puesto/", sent | {"csrfmiddlewaretoken": token})
    assert (response.status_code, response.headers["Location"]) == (302, "/inicio/")


@pytest.mark.parametrize("field", ["password", "oldpassword", "password1"])
def test_a_password_is_never_shown_again(strict, field):
    page = strict.post("/cuenta/login/", {"login": "lucia", field: "una clave de veinte letras"})
    assert page.status_code == 422
    assert "una clave" not in page.content.decode()
    assert 'value="lucia"' in page.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://otra.example"},
        {"origin": "null"},
    ],
)
def test_a_form_that_another_site_made_cannot_be_sent_from_our_page(strict, headers):
    page = strict.post("/puesto/", {"note": WORDS}, headers=headers).content.decode()
    assert "<form" not in page
    assert WORDS in page


def test_words_come_back_as_text_and_never_as_markup(strict):
    nasty = "</textarea><script>alert('una página cualquiera')</script>"
    page = strict.post("/puesto/", {"note": nasty}).content.decode()
    assert "<script>" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


@pytest.mark.parametrize(
    "body", [b"note=%00%00 veinte letras o mas", b"note=%ED%A0%80 una sustituta sola"]
)
def test_odd_bytes_do_not_break_the_page(strict, body):
    response = strict.post("/puesto/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_two_hundred_kilobytes_come_back_whole(strict):
    page = strict.post("/puesto/", {"note": "ñandú " * 30_000}).content.decode()
    assert page.count("ñandú ") == 30_000
