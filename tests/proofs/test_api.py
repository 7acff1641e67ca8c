"""Whatever a program sends, the API answers in the shapes it declares and never fails."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import settings
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


@schema.parametrize()
@EXAMPLES
def test_a_member_of_staff_gets_declared_answers(case):
    place = MembershipFactory(role=Role.CASE_LEAD)
    client = Client()
    client.force_login(place.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    case.call_and_validate(checks=CHECKS, cookies=cookies)
