import re
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from amparo.kernel.identity.models import User
from amparo.kernel.ui import drafts
from amparo.kernel.ui.icons import ICONS
from amparo.kernel.vault.sealed import Sealed


def render(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_small_and_hidden_from_screen_readers(name):
    svg = render("{% icon name %}", name=name)
    assert len(svg.encode()) < 1024
    assert svg.startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">')


def test_an_icon_that_nobody_drew_is_an_error():
    with pytest.raises(KeyError):
        render('{% icon "cadena" %}')


def test_a_tag_has_its_tone_and_a_tone_that_does_not_exist_is_an_error():
    assert render('{% tag "Posible" "act" %}') == '<span class="tag tag--act">Posible</span>'
    assert render('{% tag "Neutra" %}') == '<span class="tag">Neutra</span>'
    with pytest.raises(ValueError, match="tone"):
        render('{% tag "Alarma" "red" %}')


@pytest.mark.parametrize("value", [None, Sealed(b"\x01\x01\x01secreto")])
def test_a_value_this_function_may_not_read_is_a_word(value):
    html = render("{% sealed_value value %}", value=value)
    assert html == '<span class="mask">oculto para su función</span>'


def test_a_value_that_nobody_wrote_says_so():
    assert render("{% sealed_value value %}", value="") == '<span class="muted">Sin dato</span>'


def test_a_value_that_may_be_read_is_text_and_never_markup():
    assert render("{% sealed_value value %}", value="<b>Lucero") == "&lt;b&gt;Lucero"


def test_crumbs_link_every_step_but_the_page_itself():
    html = render('{% crumbs "Casos" "/casos/" "VX-4417" %}')
    assert '<a href="/casos/">Casos</a>' in html
    assert '<li aria-current="page">VX-4417</li>' in html


@pytest.mark.parametrize(("language", "name"), [("es", "Auditoría"), ("en", "Auditor")])
def test_a_role_is_named_in_the_language_of_the_page(language, name):
    with override(language):
        assert render('{% role_name "auditor" %}') == name


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', html))


def tokens_for(user: object, *, exempt: bool = False, name: str = "") -> dict[str, str]:
    request = RequestFactory().get("/casos/1/")
    request.user = user
    request.resolver_match = resolve("/salud/")
    if exempt:
        request.resolver_match.func = csrf_exempt(request.resolver_match.func)
    text = f'{{% form_tokens "{name}" %}}' if name else "{% form_tokens %}"
    return hidden(render(text, request=request, csrf_token="falso"))


def test_a_form_of_somebody_signed_in_carries_three_tokens():
    found = tokens_for(User(pk=7))
    assert found.keys() == {"once", "draft", "csrfmiddlewaretoken"}
    assert UUID(found["once"]).version == 4
    assert drafts.read_mark(found["draft"]) == (7, "/casos/1/")


def test_each_form_of_a_page_may_have_a_draft_of_its_own():
    assert drafts.read_mark(tokens_for(User(pk=7), name="nota")["draft"]) == (7, "/casos/1/#nota")


def test_a_form_of_nobody_carries_no_mark():
    assert tokens_for(AnonymousUser()).keys() == {"once", "csrfmiddlewaretoken"}


def test_a_page_that_checks_no_forgery_token_sets_no_cookie_for_it():
    assert tokens_for(AnonymousUser(), exempt=True).keys() == {"once"}


def test_two_showings_of_a_form_count_apart():
    assert tokens_for(AnonymousUser())["once"] != tokens_for(AnonymousUser())["once"]
