"""What an administrator must see to, counted and never named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.accounts.due import due_in_accounts
from amparo.accounts.models import Opening
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from tests.accounts.making import administrator, carded, opened, settled
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def told(admin) -> dict[str, str]:
    return {str(item.label): item.about for item in due_in_accounts(actor_of(admin))}


def test_each_thing_that_is_missing_is_one_line_with_its_count():
    admin = administrator()
    carded(admin.user)
    for number, days in enumerate((10, 29, 31)):
        until = clock.today() + timedelta(days=days)
        place = settled(opened(admin, username=f"una{number}", until_on=until))
        carded(place.user)
    Opening.objects.create(
        membership=admin, organisation=admin.desk.organisation, letter_number="1",
        letter_on=clock.today(), opened_by=admin, opened_on=clock.today(),
    )  # fmt: skip
    assert told(admin) == {"Cuentas que terminan pronto": "2 cuentas"}

    MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    paused = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    type(paused).objects.filter(pk=paused.pk).update(suspended=True)

    assert told(admin) == {
        "Cuentas que terminan pronto": "2 cuentas",
        "Cuentas sin segundo paso": "1 cuenta",
        "Cuentas sin carta": "2 cuentas",
        "Cuentas suspendidas": "1 cuenta",
    }


def test_a_signature_that_is_missing_is_due_to_both():
    first = administrator()
    second = MembershipFactory(desk=first.desk, role=Role.ORGANISATION_ADMIN)
    opened(first, role=Role.ORGANISATION_ADMIN)

    assert told(second)["Cuentas que esperan una segunda firma"] == "1 cuenta"


def test_each_line_leads_to_the_accounts_it_counts():
    admin = administrator()
    opened(admin)
    client = signed_in(admin)

    for item in due_in_accounts(actor_of(admin)):
        page = client.get(item.url).content.decode()
        assert f'<span class="count muted">{item.about.split()[0]}</span>' in page, item.url


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CASE_LEAD, Role.DATA_PROTECTION])
def test_nobody_else_is_told(role):
    assert due_in_accounts(actor_of(MembershipFactory(role=role))) == []
