"""Accounts from one file: every row is read first, and each fault is named by row and column."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Opening
from amparo.accounts.services import import_accounts
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership
from tests.accounts.making import administrator
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
HEAD = "cuenta,nombre,mesa,funcion,carta,fecha_carta,desde,hasta,nota"


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def line(desk: str, username: str = "una", **given: str) -> str:
    today = clock.today()
    cells = {
        "nombre": "Persona de Muestra",
        "funcion": "case_worker",
        "carta": "DM-1",
        "fecha_carta": "2024-01-15",
        "desde": today.isoformat(),
        "hasta": (today + timedelta(days=100)).isoformat(),
        "nota": "",
    } | given
    order = ["mesa", "funcion", "carta", "fecha_carta", "desde", "hasta", "nota"]
    named = cells | {"mesa": desk}
    return ",".join([username, named["nombre"], *(named[name] for name in order)])


def bring(admin: Membership, content: bytes):
    return import_accounts(actor=actor_of(admin), content=content, on=clock.today())


def test_each_row_opens_an_account_by_the_names_people_use():
    admin = administrator()
    desk = admin.desk.name

    done = bring(
        admin,
        table(
            line(desk, "una", funcion="Gestión de casos", nota="dos referencias"),
            "",
            line(desk.upper(), "dos", funcion="case_lead"),
        ),
    )

    assert done.faults == []
    roles = Membership.objects.filter(user__username__in=["una", "dos"]).order_by("pk")
    assert [one.role for one in roles] == [Role.CASE_WORKER, Role.CASE_LEAD]
    user = User.objects.get(username="una")
    assert user.check_password(done.opened[0].passphrase)


@pytest.mark.parametrize(
    ("given", "column", "why"),
    [
        ({"desk": "Mesa de otra casa"}, "mesa", "No es una mesa"),
        ({"funcion": "reina"}, "funcion", "No hay una función"),
        ({"funcion": "Fiscalía"}, "funcion", "no da esa función"),
        ({"username": "tomada"}, "cuenta", "no está libre"),
        ({"username": "Con Espacios"}, "cuenta", "solo letras minúsculas"),
        ({"carta": ""}, "carta", "vacío"),
        ({"hasta": "31/12/2031"}, "hasta", "2027-03-31"),
        ({"hasta": "2020-01-01"}, "", "anterior"),
    ],
)
def test_a_fault_in_one_row_is_named_and_opens_nothing(given, column, why):
    admin = administrator()
    MembershipFactory(user__username="tomada")
    row = {"desk": admin.desk.name, **given}

    done = bring(admin, table(line(admin.desk.name, "buena"), line(**row)))

    assert done.opened == []
    assert [(one.row, one.column) for one in done.faults] == [(3, column)]
    assert why in str(done.faults[0].why)
    assert Opening.objects.count() == 0


def test_the_same_name_twice_in_a_file_is_a_fault():
    admin = administrator()

    done = bring(admin, table(line(admin.desk.name), line(admin.desk.name)))

    assert [one.row for one in done.faults] == [3]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "CSV en UTF-8"),
        (b"cuenta,nombre\n", "Falta esta columna"),
        (b"", "Falta esta columna"),
        (table(*["x,x,x,x,x,x,x,x,x"] * 201), "200 cuentas"),
    ],
)
def test_what_is_no_such_table_is_said_once(content, why):
    assert why in str(bring(administrator(), content).faults[0].why)


def test_a_table_with_semicolons_and_a_mark_is_read_too():
    admin = administrator()
    text = table(line(admin.desk.name)).decode().replace(",", ";")

    assert bring(admin, b"\xef\xbb\xbf" + text.encode()).faults == []


def test_a_desk_with_a_name_that_two_have_is_named_with_its_house():
    admin = administrator()
    DeskFactory(organisation=admin.desk.organisation, name=admin.desk.name)

    assert [one.column for one in bring(admin, table(line(admin.desk.name))).faults] == ["mesa"]


def test_whoever_does_not_manage_accounts_brings_none():
    with pytest.raises(Denied):
        bring(
            MembershipFactory(role=Role.CASE_LEAD, desk__organisation__domain="services"), table()
        )


def test_the_page_lists_faults_and_afterwards_the_sheets():
    admin = administrator()
    client = signed_in(admin)

    def send(content: bytes):
        sent = SimpleUploadedFile("cuentas.csv", content, content_type="text/csv")
        return client.post("/administracion/cuentas/importar/", {"file": sent})

    refused = send(table(line("Otra mesa")))
    assert refused.status_code == 422
    assert "No es una mesa de su institución" in refused.content.decode()
    done = send(table(line(admin.desk.name)))
    assert done.status_code == 200
    assert "Para entregar en mano" in done.content.decode()
