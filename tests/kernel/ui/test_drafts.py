"""What somebody types is never lost: not when her session ends, not between two saves."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from amparo.kernel import clock
from amparo.kernel.access.permissions import Purpose
from amparo.kernel.ui import drafts
from amparo.kernel.ui.forms import StaffForm, draft_path, initial_from_draft
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault.holding import hold_desk
from tests.factories.kernel import MembershipFactory, UserFactory
from tests.factories.keyrings import with_keyring
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Palabras que no deben perderse ni leerse"


@pytest.fixture
def membership():
    return MembershipFactory()


def form_of(membership) -> dict[str, str]:
    """The place form as this person sees it, filled in."""
    return {
        "place": f"{membership.public_id}:{Purpose.PROTECT}",
        "note": WORDS,
        "draft": drafts.mark(membership.user.pk, "/puesto/"),
    }


def test_a_form_sent_after_its_session_ended_comes_back_filled(client, membership):
    response = client.post("/puesto/", form_of(membership))

    assert response.status_code == 302
    assert response.headers["Location"] == "/cuenta/login/?next=%2Fpuesto%2F"
    page = signed_in(membership, client).get("/puesto/").content.decode()
    assert "Recuperamos lo que escribió" in page
    assert f'value="{membership.public_id}:protect"' in page
    assert page.count("checked") == 1


def test_a_form_posted_elsewhere_leads_back_to_the_page_it_was_on(client, membership):
    mark = drafts.mark(membership.user.pk, "/puesto/#nota")
    response = client.post("/inicio/", {"draft": mark, "note": WORDS})
    assert response.headers["Location"] == "/cuenta/login/?next=%2Fpuesto%2F%23nota"


def test_a_refused_form_still_lives_on_the_page_where_it_was_opened(membership):
    user = membership.user
    request = RequestFactory().post("/a/b/", {"draft": drafts.mark(user.pk, "/a/#nota")})
    request.user = user
    assert [draft_path(request, "nota"), draft_path(request)] == ["/a/#nota", "/a/"]


def test_the_mark_of_somebody_else_does_not_say_where_a_form_lives(membership):
    request = RequestFactory().post("/a/b/", {"draft": drafts.mark(UserFactory().pk, "/a/")})
    request.user = membership.user
    assert draft_path(request, "nota") == "/a/b/#nota"


def test_a_form_saved_well_forgets_its_draft(client, membership):
    drafts.keep(membership.user.pk, "/puesto/", {"note": [WORDS]})
    signed_in(membership, client).post("/puesto/", form_of(membership))
    assert drafts.recall(membership.user.pk, "/puesto/") is None


def test_a_form_refused_keeps_its_draft(client, membership):
    drafts.keep(membership.user.pk, "/puesto/", {"note": [WORDS]})
    sent = form_of(membership) | {"place": "ninguno"}
    assert signed_in(membership, client).post("/puesto/", sent).status_code == 422
    assert drafts.recall(membership.user.pk, "/puesto/") == {"note": [WORDS]}


def test_autosave_keeps_what_is_typed_and_saving_again_replaces_it(client, membership):
    signed_in(membership, client)
    for words in ("Primera", WORDS):
        sent = form_of(membership) | {"note": words, "once": "0e2f7a3e-95f4-4f43-8d5c-0d7ee0d0b0aa"}
        response = client.post("/borrador/", sent)
        assert (response.status_code, response.json()) == (200, {"saved": True})

    kept = drafts.recall(membership.user.pk, "/puesto/")
    assert kept == {"place": [form_of(membership)["place"]], "note": [WORDS]}
    assert Draft.objects.count() == 1


def test_autosave_refuses_the_mark_of_somebody_else(client, membership):
    other = UserFactory()
    sent = form_of(membership) | {"draft": drafts.mark(other.pk, "/puesto/")}
    response = signed_in(membership, client).post("/borrador/", sent)
    assert (response.status_code, response.json()) == (422, {"saved": False})
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("mark", ["", "inventada", "a:b:c"])
def test_a_mark_that_was_not_signed_here_keeps_nothing(client, membership, mark):
    client.post("/puesto/", form_of(membership) | {"draft": mark})
    assert Draft.objects.count() == 0


def test_a_draft_is_sealed_and_holds_no_secret(membership):
    user = membership.user
    drafts.keep(user.pk, "/x/", {"note": [WORDS], "password": ["clave"], "once": ["u"]})
    assert WORDS.encode() not in bytes(Draft.objects.get().sealed)
    assert drafts.recall(user.pk, "/x/") == {"note": [WORDS]}


def test_a_draft_moved_to_another_account_or_form_opens_for_nobody(membership):
    drafts.keep(membership.user.pk, "/x/", {"note": [WORDS]})
    thief = UserFactory()
    Draft.objects.update(user=thief)
    assert drafts.recall(thief.pk, "/x/") is None


def test_a_draft_of_one_person_is_not_recalled_for_another(membership):
    drafts.keep(membership.user.pk, "/puesto/", {"note": [WORDS]})
    request = RequestFactory().get("/puesto/")
    request.user = UserFactory()
    assert initial_from_draft(request) is None


def test_recalled_fields_keep_every_value_of_a_list(membership):
    drafts.keep(membership.user.pk, "/puesto/#nota", {"needs": ["bed", "doctor"]})
    request = RequestFactory().get("/puesto/")
    request.user = membership.user
    assert initial_from_draft(request, "nota") == QueryDict("needs=bed&needs=doctor")
    assert initial_from_draft(request) is None


def test_a_form_with_nothing_kept_opens_as_it_was_asked_to(membership):
    request = RequestFactory().get("/puesto/")
    request.user = membership.user
    form = StaffForm.opened(request, initial={"note": "ya estaba"})
    assert (form.recalled, form.initial) == (False, {"note": "ya estaba"})


def test_a_draft_of_whoever_holds_keys_opens_with_her_key_ring_alone(membership):
    her = with_keyring(membership)
    hold_desk(actor=her, on=clock.today())
    drafts.keep(membership.user.pk, "/x/", {"note": [WORDS], "passphrase": ["clave"]})

    assert drafts.look(membership.user.pk, "/x/") == (None, True)
    assert drafts.look(membership.user.pk, "/x/", her.own_key) == ({"note": [WORDS]}, False)
    assert drafts.recall(membership.user.pk, "/x/", bytes(32)) is None


def test_a_form_says_that_its_draft_waits_for_the_key_ring(client, membership):
    hold_desk(actor=with_keyring(membership), on=clock.today())
    drafts.keep(membership.user.pk, "/puesto/", {"note": [WORDS]})
    page = signed_in(membership, client).get("/puesto/").content.decode()
    assert "lo abre su llavero" in page
