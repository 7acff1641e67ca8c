"""A button pressed twice does the thing once."""

from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amparo.kernel.access.permissions import Purpose
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.middleware import OncePerForm
from amparo.kernel.ui.models import OnceToken
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def effects() -> int:
    return AuditRow.objects.filter(verb=Verb.PLACE_CHOSEN).count()


@pytest.fixture
def membership():
    return MembershipFactory()


@pytest.fixture
def sent(membership) -> dict[str, str]:
    return {"place": f"{membership.public_id}:{Purpose.ASSIST}", "once": str(uuid4())}


def test_the_second_press_has_no_effect_and_leads_where_the_first_did(client, membership, sent):
    signed_in(membership, client)
    first = client.post("/puesto/", sent)
    second = client.post("/puesto/", sent)

    assert effects() == 1
    assert second.headers["Location"] == first.headers["Location"] == "/inicio/"
    assert (first.status_code, second.status_code) == (302, 303)


def test_a_form_that_was_refused_may_be_sent_again_with_the_same_token(client, membership, sent):
    signed_in(membership, client)
    assert client.post("/puesto/", sent | {"place": "ninguno"}).status_code == 422
    assert client.post("/puesto/", sent).status_code == 302
    assert effects() == 1


def test_two_forms_count_twice(client, membership, sent):
    signed_in(membership, client)
    client.post("/puesto/", sent)
    client.post("/puesto/", sent | {"once": str(uuid4())})
    assert effects() == 2


def test_a_form_that_fails_releases_its_token(sent):
    def breaks(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    request = RequestFactory().post("/puesto/", sent)
    with pytest.raises(ZeroDivisionError):
        OncePerForm(breaks).process_view(request, breaks, (), {})
    assert OnceToken.objects.count() == 0


def test_a_token_of_another_shape_is_left_alone(client, membership, sent):
    signed_in(membership, client)
    assert client.post("/puesto/", sent | {"once": "no es un uuid"}).status_code == 302
    assert OnceToken.objects.count() == 0


def test_a_token_keeps_the_day_and_not_the_hour(client, membership, sent):
    signed_in(membership, client).post("/puesto/", sent)
    kept = {field.name for field in OnceToken._meta.local_fields}
    assert kept == {"token", "location", "made_on"}
