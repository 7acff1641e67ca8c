"""Whatever a program sends, the API answers in the shapes it declares and never fails."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from amparo.kernel.access.permissions import Role
from amparo.portal.api import api
from tests.factories.kernel import DeskFactory, MembershipFactory

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FORGERY_TOKEN = "a" * 32
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


# Each example is a whole request, some with a key derivation: a third of the profile's count.
EXAMPLES = settings(max_examples=settings().max_examples // 3)
DECLARED = json.loads(json.dumps(api.get_openapi_schema(), default=str))
schema = schemathesis.openapi.from_dict(DECLARED)
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def _a_desk_that_receives(db):
    """The connection is the test's: a request must not close it, as Django's own client knows."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    DeskFactory(receives_reports=True)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@schema.parametrize()
@EXAMPLES
def test_nobody_in_particular_gets_declared_answers(case):
    case.call_and_validate(checks=CHECKS)


@schema.given(role=st.sampled_from(list(Role)))
@schema.parametrize()
@EXAMPLES
def test_whoever_works_here_gets_declared_answers(case, role):
    """Every role in turn, with the forgery token that its own pages would carry."""
    client = Client()
    client.force_login(MembershipFactory(role=role).user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    cookies[django_settings.CSRF_COOKIE_NAME] = FORGERY_TOKEN
    case.call_and_validate(checks=CHECKS, cookies=cookies, headers={"X-CSRFToken": FORGERY_TOKEN})
