"""Help depends on no fact of justice: with every decision and request of justice changed, the
pages of her team offer the same needs, plan, instruments and desks."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest

from amparo.identification.choices import Status
from amparo.identification.errors import StatusAlreadyRecorded
from amparo.identification.public import import_status
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.workflow.engine import IllegalTransition
from amparo.persons.models import ContactRequest
from tests.factories.cases import as_actor, full_case, signed_in, worker

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
BODIES = ("prosecution", "police", "judiciary", "ngo")
MOVING = re.compile(r'(value|content|nonce|id|name)="[^"]{16,}"')


def offered(client, opened) -> list[str]:
    """What help her team is offered: needs and plan, the permission's desks, the codes of both."""
    pages = [f"/casos/{opened.public_id}/{tail}" for tail in ("plan/", "permisos/nuevo/")]
    shown = [MOVING.sub("", client.get(page).content.decode()) for page in pages]
    told = client.get(f"/api/v1/cases/{opened.public_id}").json()
    return [*shown, *(str(told[name]) for name in ("needs", "goals", "state", "contact"))]


def test_what_she_is_offered_is_the_same_whatever_justice_does():
    lead = worker(role=Role.CASE_LEAD)
    opened = full_case(as_actor(lead))
    client = signed_in(lead)
    before, changed = offered(client, opened), 0
    for status, body in product(Status.values, BODIES):
        try:
            import_status(
                actor=as_actor(lead),
                person=opened.person,
                status=status,
                deciding_body=body,
                on=clock.today() - timedelta(days=10),
            )
        except (IllegalTransition, StatusAlreadyRecorded):
            continue
        changed += 1
        assert offered(client, opened) == before, (status, body)
    prosecutor = worker(role=Role.PROSECUTOR)
    for about in ("hearing", "statement", "notice", "measures"):
        ContactRequest.objects.create(
            code=opened.person.code_name,
            person=opened.person,
            about=about,
            desk=prosecutor.desk,
            asked_by=prosecutor,
            asked_at=clock.now(),
            due_at=clock.now() + timedelta(days=3),
        )
        told = client.get(f"/api/v1/cases/{opened.public_id}").json()
        assert [str(told[name]) for name in ("needs", "goals", "state", "contact")] == before[2:]
    assert changed > len(BODIES)
