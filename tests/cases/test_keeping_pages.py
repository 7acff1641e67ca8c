"""Pages of exclusions, the reserve, representatives and migration status, by their own people."""

from __future__ import annotations

import pytest

from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.persons.models import Exclusion, MigrationBand, Protection, Representative
from tests.factories.cases import as_actor, case, signed_in, worker
from tests.factories.persons import NEXT_MONTH

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


def beside(opened, placed, role):
    who = worker(placed.desk, role=role)
    add_member(team=opened.person.team, membership=who, on=clock.today())
    return who


def test_marking_asking_and_confirming(lead):
    opened = case(as_actor(lead))
    second = beside(opened, lead, Role.CASE_LEAD)
    page = f"/casos/{opened.public_id}/apartados/"
    colleague = worker(lead.desk)
    first = signed_in(lead)
    sent = {"whom": f"u:{colleague.user.public_id}", "reason": "declared"}
    assert first.post(page, sent).status_code == 302
    row = Exclusion.objects.get()
    assert colleague.user.username in first.get(page).content.decode()
    lift = f"{page}{row.public_id}/"
    first.post(lift, {"reason": "mistaken", "version": "1"})
    assert first.post(lift, {"confirm": "1", "version": "2"}).status_code == 404
    assert signed_in(second).post(lift, {"confirm": "1", "version": "2"}).status_code == 302
    assert not Exclusion.objects.standing().exists()
    assert AuditRow.objects.filter(verb="exclusion.lifted").exists()


def test_nobody_is_left_to_serve_is_said_and_changes_nothing(lead):
    opened = case(as_actor(lead))
    sent = {"whom": f"u:{lead.user.public_id}", "reason": "declared"}
    answer = signed_in(lead).post(f"/casos/{opened.public_id}/apartados/", sent)
    assert answer.status_code == 422
    assert not Exclusion.objects.exists()


def test_two_officers_reserve_and_end_it():
    first = worker(role=Role.WITNESS_PROTECTION_OFFICER)
    opened = case(as_actor(first))
    address, page = (f"/casos/{opened.public_id}/{tail}" for tail in ("reserva/", "apartados/"))
    one = signed_in(first, "witness_protection")
    one.post(address)
    assert not Protection.objects.exists()
    second = beside(opened, first, Role.WITNESS_PROTECTION_OFFICER)
    helper = beside(opened, first, Role.CASE_WORKER)
    assert signed_in(helper).get(f"/casos/{opened.public_id}/").status_code == 200
    one.post(address)
    other = signed_in(second, "witness_protection")
    assert "Levantar la reserva" in other.get(page).content.decode()
    assert "Levantar la reserva" not in one.get(page).content.decode()
    assert signed_in(helper).get(f"/casos/{opened.public_id}/").status_code == 404
    signed_in(second, "witness_protection").post(address)
    assert not Protection.objects.standing().exists()


def test_a_representative_is_noted_and_decided(lead):
    opened = case(as_actor(lead), age_group="child", basis="child_protection")
    page, client = f"/casos/{opened.public_id}/representantes/", signed_in(lead)
    client.post(page, {"kind": "mother", "name": "Rocío Inventada", "named": "1"})
    assert "figura en los hechos" in client.get(page).content.decode()
    row = Representative.objects.get()
    decision = {"version": "1", "from_on": "2026-01-01", "until_on": NEXT_MONTH, "told": "on"}
    assert client.post(f"{page}{row.public_id}/", decision).status_code == 422
    client.post(f"{page}{row.public_id}/", decision | {"best_interest": "sí (inventado)"})
    assert "Puede recibir información" in client.get(page).content.decode()
    client.post(f"{page}{row.public_id}/", {"end": "1", "version": "2"})
    assert not Representative.objects.live(clock.today()).exists()


def test_legal_aid_alone_writes_and_reads_migration_status(lead):
    opened = case(as_actor(lead))
    lawyer = beside(opened, lead, Role.LEGAL_AID)
    page = f"/casos/{opened.public_id}/situacion-migratoria/"
    client = signed_in(lawyer, "legal_representation")
    assert client.post(page, {"band": "irregular", "words": "sin visa", "version": "1"}).url == page
    assert "sin visa" in client.get(page).content.decode()
    assert MigrationBand.objects.get().band == "irregular"
    for who in (lead, worker(lead.desk, role=Role.LEGAL_AID)):
        assert signed_in(who).get(page).status_code == 404
