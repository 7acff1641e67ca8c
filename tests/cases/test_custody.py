"""The custodian of the registry sees code names and institutions, and nothing else."""

from __future__ import annotations

import pytest

from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.persons.models import PossibleDuplicate
from tests.factories.cases import as_actor, case, signed_in, worker
from tests.factories.persons import NAME

pytestmark = pytest.mark.django_db
QUEUE = "/registro/coincidencias/"


def test_a_pair_is_shown_by_code_name_and_answered():
    first, second = case(as_actor(worker())), case(as_actor(worker()))
    client = signed_in(worker(role=Role.CUSTODIAN))
    shown = client.get(QUEUE).content.decode()
    for opened in (first, second):
        assert opened.person.code_name in shown
        assert opened.person.team.organisation.name in shown
        assert str(opened.public_id) not in shown
    assert NAME not in shown
    assert AuditRow.objects.filter(verb="duplicates.sought").count() == 1

    pair = PossibleDuplicate.objects.get()
    page = f"{QUEUE}{pair.public_id}/"
    assert client.post(page, {"answer": "perhaps"}).status_code == 404
    assert client.post(page, {"answer": "same"}).status_code == 302
    pair.refresh_from_db()
    assert pair.answer == "same"
    assert "No hay coincidencias" in client.get(QUEUE).content.decode()
    assert client.post(page, {"answer": "different"}).status_code == 404


def test_whoever_registers_gets_the_same_answer_whether_or_not_she_is_known_elsewhere():
    answers = {"age_group": "adult", "basis": "contact", "may_contact": "no", "name": NAME}
    first = signed_in(worker()).post("/casos/nueva/", answers)
    second = signed_in(worker()).post("/casos/nueva/", answers)
    assert (first.status_code, second.status_code) == (302, 302)
    assert PossibleDuplicate.objects.count() == 1
