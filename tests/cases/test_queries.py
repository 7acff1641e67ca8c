"""A page costs the same queries for one row as for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.cases import services
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.persons.services import open_group
from tests.factories.cases import as_actor, case, full_case, signed_in, worker
from tests.factories.kernel import DeskFactory
from tests.factories.persons import share

pytestmark = pytest.mark.django_db


def cost(client, address: str) -> int:
    client.get(address)  # the session's clock is written once a minute
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(address).status_code == 200
    return len(made)


def lived(lead, times: int):
    """One case in which everything was written so many times."""
    who = as_actor(lead)
    opened = full_case(who)
    place = {"actor": who, "case_id": opened.pk, "on": clock.today()}
    for _each in range(times - 1):
        services.add_event(fields=services.EventFields(kind="transit", leg=2), **place)
        services.add_need(kind="legal", words="x", **place)
        services.add_goal(words="x", due_on=clock.today(), **place)
        services.add_note(kind="team", text="x", **place)
        services.attach_file(name="x", content=b"x", **place)
    for _each in range(times):
        share(who, opened.person, DeskFactory(), "notes", days=5)
    return opened


@pytest.mark.parametrize("address", ["/casos/", "/api/v1/cases", "/inicio/"])
def test_a_list_costs_the_same_for_one_row_and_for_three(address):
    lead = worker(role=Role.CASE_LEAD)
    client = signed_in(lead)
    full_case(as_actor(lead))
    one = cost(client, address)
    for _each in range(2):
        full_case(as_actor(lead))
    assert cost(client, address) == one


@pytest.mark.parametrize(
    "tab", ["", "hechos/", "plan/", "notas/", "permisos/", "equipo/", "historial/", "lecturas/"]
)
def test_a_page_of_a_file_costs_the_same_with_much_written_in_it(tab):
    lead = worker(role=Role.CASE_LEAD)
    client = signed_in(lead)
    addresses = [f"/casos/{lived(lead, times).public_id}/{tab}" for times in (1, 3)]
    few, many = (cost(client, address) for address in addresses)
    assert few == many


def test_the_board_and_the_custodians_queue_cost_the_same_for_more():
    lead, custodian = worker(role=Role.CASE_LEAD), worker(role=Role.CUSTODIAN)
    who = as_actor(lead)
    group = open_group(actor=who, cards=9, place="", on=clock.today())
    costs = []
    for card in (1, 2, 3):
        row = services.CardRow(card=card, age_group="adult", may_contact="no", basis="contact")
        services.register_row(actor=who, group=group, row=row, on=clock.today())
        case(as_actor(worker()))
        board = cost(signed_in(lead), f"/grupo/{group.public_id}/")
        costs.append((board, cost(signed_in(custodian), "/registro/coincidencias/")))
    assert costs[1] == costs[2]
