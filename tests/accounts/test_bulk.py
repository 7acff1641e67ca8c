"""A change of government: 200 accounts in one act, resumable, none half-way."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.accounts import services
from amparo.accounts.choices import ClosingReason, RowState, WhyKept
from amparo.accounts.models import BulkClosing, BulkRow, Opening
from amparo.accounts.services.bulk import Chosen
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import open_team
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Membership
from tests.accounts.making import administrator
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def staff(admin: Membership, many: int, **given) -> list[Membership]:
    return [
        MembershipFactory(**({"desk": admin.desk, "role": Role.CASE_WORKER} | given))
        for _ in range(many)
    ]


def chosen(admin: Membership, **given) -> BulkClosing:
    wanted = Chosen(organisation=admin.desk.organisation, **given)
    return services.choose_accounts(
        actor=actor_of(admin),
        chosen=wanted,
        reason=ClosingReason.GOVERNMENT,
        on=clock.today(),
    )


def confirmed(admin: Membership, closing: BulkClosing) -> BulkClosing:
    return services.confirm_closing(actor=actor_of(admin), closing_id=closing.pk)


def test_two_hundred_accounts_close_in_one_act_that_can_be_stopped_and_gone_on_with():
    admin = administrator()
    staff(admin, 200)
    closing = confirmed(admin, chosen(admin))

    assert services.work_on(closing, limit=70) == 130
    assert services.work_on(closing, limit=0) == 130
    assert services.work_on(closing) == 0

    closing.refresh_from_db()
    assert closing.finished_at is not None
    assert BulkRow.objects.filter(closing=closing, state=RowState.DONE).count() == 200
    assert Membership.objects.live(clock.today()).get() == admin
    assert Opening.objects.filter(closing_reason="government").count() == 200
    assert AuditRow.objects.filter(verb="account.closed").count() == 200
    services.work_on(closing)
    assert AuditRow.objects.filter(verb="account.closed").count() == 200


def test_nothing_happens_before_it_is_confirmed():
    admin = administrator()
    staff(admin, 2)
    closing = chosen(admin)

    assert services.work_on(closing) == 2
    assert Membership.objects.live(clock.today()).count() == 3


def test_the_choice_takes_desk_role_and_end_and_never_oneself():
    admin = administrator()
    here = staff(admin, 1, until_on=None)[0]
    Membership.objects.filter(pk=here.pk).update(until_on=clock.today() + timedelta(days=5))
    other_desk = DeskFactory(organisation=admin.desk.organisation)
    there = staff(admin, 1, desk=other_desk, role=Role.CASE_LEAD)[0]
    MembershipFactory(user=admin.user, desk=admin.desk, role=Role.CASE_WORKER)

    def found(**given) -> set[int]:
        rows = BulkRow.objects.filter(closing=chosen(admin, **given))
        return set(rows.values_list("membership", flat=True))

    assert found() == {here.pk, there.pk}
    assert found(desks=(other_desk.pk,)) == {there.pk}
    assert found(roles=(Role.CASE_WORKER,)) == {here.pk}
    assert found(ends_by=clock.today() + timedelta(days=9)) == {here.pk}


def test_whoever_leads_stays_until_somebody_who_stays_is_named():
    admin = administrator()
    lead, leaver = staff(admin, 1, role=Role.CASE_LEAD)[0], staff(admin, 1)[0]
    team = open_team(lead=lead, on=clock.today())
    closing = chosen(admin)
    receiver = staff(admin, 1)[0]
    row = BulkRow.objects.get(closing=closing, membership=lead)

    for bad in (
        leaver,
        MembershipFactory(),
        MembershipFactory(user=admin.user, desk=admin.desk, role=Role.CASE_LEAD),
    ):
        with pytest.raises(Denied):
            services.name_successors(
                actor=actor_of(admin), closing_id=closing.pk, by_row={row.pk: bad}, on=clock.today()
            )
    services.name_successors(
        actor=actor_of(admin), closing_id=closing.pk, by_row={row.pk: receiver}, on=clock.today()
    )
    services.work_on(confirmed(admin, closing))

    assert (
        TeamMember.objects.on(clock.today()).get(team=team, function="lead").membership == receiver
    )


def test_an_account_that_cannot_be_closed_stays_whole_and_says_why():
    admin = administrator()
    lead = staff(admin, 1, role=Role.CASE_LEAD)[0]
    open_team(lead=lead, on=clock.today())
    closed_before, plain = staff(admin, 2)
    closing = confirmed(admin, chosen(admin))
    services.close_account(
        actor=actor_of(admin),
        membership_id=closed_before.pk,
        reason=ClosingReason.LEFT,
        successor=None,
        on=clock.today(),
    )

    services.work_on(closing)

    ended = {row.membership_id: (row.state, row.why) for row in BulkRow.objects.all()}
    assert ended == {
        lead.pk: (RowState.KEPT, WhyKept.NOBODY_RECEIVES),
        closed_before.pk: (RowState.KEPT, WhyKept.ALREADY),
        plain.pk: (RowState.DONE, ""),
    }
    assert lead in Membership.objects.live(clock.today())
    assert TeamMember.objects.on(clock.today()).get().membership_id == lead.pk


def test_it_stops_doing_what_whoever_confirmed_may_no_longer_do():
    admin = administrator()
    staff(admin, 2)
    closing = confirmed(admin, chosen(admin))
    Membership.objects.filter(pk=admin.pk).update(suspended=True)

    services.work_on(closing)

    assert set(BulkRow.objects.values_list("why", flat=True)) == {WhyKept.NOT_ALLOWED}
    assert Membership.objects.live(clock.today()).count() == 2


def test_a_second_administrator_does_not_confirm_in_the_first_ones_name():
    admin = administrator()
    second = MembershipFactory(desk=admin.desk, role=Role.ORGANISATION_ADMIN)
    closing = chosen(admin)

    with pytest.raises(Denied):
        confirmed(second, closing)


def test_the_pages_choose_show_confirm_and_report():
    admin = administrator()
    lead = staff(admin, 1, role=Role.CASE_LEAD)[0]
    lead.user.display_name = "=SUM(A1)"
    lead.user.save()
    open_team(lead=lead, on=clock.today())
    desk = DeskFactory(organisation=admin.desk.organisation, name="Mesa vacía")
    staff(admin, 1, desk=desk)
    stays = staff(admin, 1, until_on=None)[0]
    client = signed_in(admin)
    sent = {
        "organisation": str(admin.desk.organisation.public_id),
        "roles": ["case_lead"],
        "reason": "government",
    }
    only = client.post("/administracion/cierres/nuevo/", sent).headers["Location"]
    page = client.get(only).content.decode()
    assert "1 seguirá abierta" in page
    row = BulkRow.objects.get()
    client.post(only, {f"successor-{row.pk}": str(stays.public_id)})
    assert "1 seguirá abierta" not in client.get(only).content.decode()

    client.post(f"{only}confirmar/")
    assert 'http-equiv="refresh"' in client.get(only).content.decode()
    client.post(f"{only}seguir/")

    assert "Terminado. Cerradas: 1." in client.get(only).content.decode()
    answer = client.get(f"{only}informe.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (rows[0]["resultado"], rows[0]["nombre"]) == ("Cerrada", "'=SUM(A1)")
    assert client.post(only, {f"successor-{row.pk}": ""}).status_code == 404


def test_desks_left_without_anybody_are_named_before_confirming():
    admin = administrator()
    desk = DeskFactory(organisation=admin.desk.organisation, name="Mesa vacía")
    staff(admin, 1, desk=desk)
    client = signed_in(admin)

    page = client.get(f"/administracion/cierres/{chosen(admin).public_id}/").content.decode()

    assert "Quedan sin nadie:" in page and "Mesa vacía" in page


def test_the_page_costs_the_same_queries_for_five_and_for_fifty():
    admin = administrator()
    client = signed_in(admin)

    def cost(many: int) -> int:
        staff(admin, many)
        address = f"/administracion/cierres/{chosen(admin).public_id}/"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    assert cost(5) == cost(45)
