"""Explaining an access: to the data-protection officer alone, by number, of her own institution."""

from __future__ import annotations

from uuid import uuid4

import pytest

from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.oversight.explain_commands import explain
from amparo.persons.public import exclude_from_file, seal_person
from tests.factories.cases import as_actor, case, signed_in, worker

pytestmark = pytest.mark.django_db


def ask(client, username, subject, action="see"):
    sent = {"username": username, "subject": str(subject), "action": action}
    return client.post(page_of(client), sent)


def page_of(client):
    from django.urls import reverse

    return reverse("oversight:explain")


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def officer(lead):
    return signed_in(worker(lead.desk, role=Role.DATA_PROTECTION), "oversight")


def test_the_officer_is_told_every_clause_and_the_first_that_fails(lead, officer):
    opened = case(as_actor(lead))
    told = ask(officer, lead.user.username, opened.subject).content.decode()
    assert "Sí puede" in told and "la primera que falla" not in told
    second = worker(lead.desk)
    add_member(team=opened.person.team, membership=second, on=clock.today())
    exclude_from_file(
        actor=as_actor(lead),
        person_id=opened.person_id,
        user=second.user,
        reason="declared",
        on=clock.today(),
    )
    told = ask(officer, second.user.username, opened.subject).content.decode()
    assert "No puede" in told
    assert told.count("la primera que falla") == told.count("No puede")
    assert AuditRow.objects.filter(verb="access.explained").count() == 2


def test_of_nobody_elsewhere_and_of_a_reserve_the_answer_is_the_same(lead, officer):
    first = worker(lead.desk, role=Role.WITNESS_PROTECTION_OFFICER)
    reserved = case(as_actor(first))
    second = worker(lead.desk, role=Role.WITNESS_PROTECTION_OFFICER)
    add_member(team=reserved.person.team, membership=second, on=clock.today())
    seal_person(actor=as_actor(first), person_id=reserved.person_id, on=clock.today())
    elsewhere = case(as_actor(worker(role=Role.CASE_LEAD)))
    answers = [
        ask(officer, lead.user.username, subject)
        for subject in (reserved.subject, elsewhere.subject, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert all("No hay una cuenta activa" in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_PROTECTION])
def test_nobody_else_has_the_page(role):
    client = signed_in(worker(role=role))
    assert client.get(page_of(client)).status_code == 404


def test_the_command_prints_the_clauses_in_order(lead, capsys, settings):
    settings.DEMONSTRATION = True
    officer = worker(lead.desk, role=Role.DATA_PROTECTION)
    opened = case(as_actor(lead))
    said = (lead.user.username, str(opened.subject), "read:name", officer.user.username)
    assert explain(*said) == 0
    told = capsys.readouterr().out
    assert ": sí\n" in told and "[no]" not in told
    assert explain(said[0], said[1], "change", lead.user.username) == 2
    assert explain(said[0], str(uuid4()), "see", officer.user.username) == 2
    assert explain(said[0], said[1], "fly", officer.user.username) == 2
