"""Extending, pausing, resetting and closing one account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from amparo.accounts import services
from amparo.accounts.choices import ClosingReason
from amparo.accounts.errors import AlreadyClosed, SuccessorNeeded, WorksElsewhereToo
from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member, leave_team, open_team
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity import cards
from amparo.kernel.organisations.models import Membership
from tests.accounts.making import (
    PASSPHRASE,
    administrator,
    carded,
    opened,
    shelter,
    with_passphrase,
)
from tests.factories.cases import case
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def close(admin: Membership, place: Membership, successor: Membership | None = None):
    return services.close_account(
        actor=actor_of(admin),
        membership_id=place.pk,
        reason=ClosingReason.LEFT,
        successor=successor,
        on=clock.today(),
    )


def leading(admin: Membership) -> tuple[Membership, Membership]:
    """A lead with one team, and a colleague who could receive it."""
    lead = MembershipFactory(desk=admin.desk, role=Role.CASE_LEAD)
    open_team(lead=lead, on=clock.today() - timedelta(days=30))
    return lead, MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)


def test_a_term_is_extended_on_a_new_letter_by_somebody_else():
    admin = administrator()
    opening = opened(admin).opening
    until = clock.today() + timedelta(days=300)
    sent = {"letter_number": "DM-099", "letter_on": clock.today(), "until_on": until}

    services.extend_account(
        actor=actor_of(admin),
        membership_id=opening.membership_id,
        version=1,
        on=clock.today(),
        **sent,
    )

    assert Membership.objects.get(pk=opening.membership_id).until_on == until
    opening.refresh_from_db()
    assert (opening.letter_number, opening.version) == ("DM-099", 2)
    with pytest.raises(ChangedSinceOpened):
        services.extend_account(
            actor=actor_of(admin),
            membership_id=opening.membership_id,
            version=1,
            on=clock.today(),
            **sent,
        )
    with pytest.raises(Denied):
        services.extend_account(
            actor=actor_of(admin), membership_id=admin.pk, version=1, on=clock.today(), **sent
        )


def test_a_suspension_shuts_every_session_at_once_and_is_undone():
    admin = administrator()
    place = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    client = signed_in(place)
    assert client.get("/inicio/").status_code == 200

    services.suspend_account(actor=actor_of(admin), membership_id=place.pk, on=clock.today())
    assert client.get("/inicio/").status_code == 302
    services.resume_account(actor=actor_of(admin), membership_id=place.pk, on=clock.today())

    assert signed_in(place).get("/inicio/").status_code == 200


def test_a_missing_signature_is_not_mended_by_resuming():
    first = administrator()
    MembershipFactory(desk=first.desk, role=Role.ORGANISATION_ADMIN)
    third = opened(first, role=Role.ORGANISATION_ADMIN).opening

    with pytest.raises(Denied):
        services.resume_account(
            actor=actor_of(first), membership_id=third.membership_id, on=clock.today()
        )


def test_a_reset_ends_card_and_sessions_and_gives_a_passphrase_for_one_entry():
    admin = administrator()
    place = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    code = carded(with_passphrase(place.user))[0]
    client = signed_in(place)
    client.get("/inicio/")

    passphrase = services.reset_account(
        actor=actor_of(admin), membership_id=place.pk, on=clock.today()
    )

    place.user.refresh_from_db()
    assert place.user.check_password(passphrase) and not place.user.check_password(PASSPHRASE)
    assert not cards.use_code(place.user_id, code)
    assert client.get("/inicio/").status_code == 302


def test_one_of_two_institutions_does_not_reset_the_way_in_to_the_other():
    admin = administrator()
    place = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    MembershipFactory(user=place.user, desk=shelter(), role=Role.CASE_WORKER)
    code = carded(place.user)[0]

    with pytest.raises(WorksElsewhereToo):
        services.reset_account(actor=actor_of(admin), membership_id=place.pk, on=clock.today())

    assert cards.use_code(place.user_id, code)


def test_closing_needs_somebody_to_receive_the_teams_and_hands_them_over_with_a_trace():
    admin = administrator()
    lead, colleague = leading(admin)
    with pytest.raises(SuccessorNeeded):
        close(admin, lead)
    assert Membership.objects.get(pk=lead.pk).suspended is False

    opening = close(admin, lead, colleague)

    today = clock.today()
    serving = TeamMember.objects.on(today)
    assert [(one.membership_id, one.function) for one in serving] == [(colleague.pk, "lead")]
    assert not Membership.objects.live(today).filter(pk=lead.pk).exists()
    assert opening.successor_id == colleague.pk
    lead.user.refresh_from_db()
    assert lead.user.is_active is False
    assert AuditRow.objects.get(verb="team.handed_over").details["successor"] == str(
        colleague.public_id
    )
    with pytest.raises(AlreadyClosed):
        close(admin, lead, colleague)


def test_nobody_receives_teams_by_her_own_hand_nor_from_another_house():
    admin = administrator()
    lead, _colleague = leading(admin)
    own = MembershipFactory(user=admin.user, desk=admin.desk, role=Role.CASE_LEAD)
    elsewhere = MembershipFactory(desk=shelter(), role=Role.CASE_LEAD)
    clerk = MembershipFactory(desk=admin.desk, role=Role.STATISTICIAN)

    for taker in (own, elsewhere, clerk, lead):
        with pytest.raises(Denied):
            close(admin, lead, taker)

    assert TeamMember.objects.on(clock.today()).get().membership_id == lead.pk


def test_a_closed_account_enters_nowhere_and_its_open_page_is_gone():
    admin = administrator()
    place = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    with_passphrase(place.user)
    client = signed_in(place)
    client.get("/inicio/")

    close(admin, place)

    assert client.get("/inicio/").status_code == 302
    sent = {"login": place.user.username, "password": PASSPHRASE}
    assert Client().post("/cuenta/login/", sent).status_code == 200


def test_closing_one_function_leaves_the_account_for_her_other_one():
    admin = administrator()
    place = MembershipFactory(desk=admin.desk, role=Role.CASE_WORKER)
    other = MembershipFactory(user=place.user, desk=shelter(), role=Role.CASE_WORKER)

    close(admin, place)

    place.user.refresh_from_db()
    assert place.user.is_active
    assert list(Membership.objects.live(clock.today()).filter(user=place.user)) == [other]


def test_whoever_left_a_team_sees_its_person_no_more():
    lead = MembershipFactory(desk=shelter(), role=Role.CASE_LEAD)
    opened_case = case(actor_of(lead))
    helper = MembershipFactory(desk=lead.desk, role=Role.CASE_WORKER)
    member = add_member(
        team=opened_case.person.team, membership=helper, on=clock.today() - timedelta(days=2)
    )
    address = f"/casos/{opened_case.public_id}/"
    assert signed_in(helper).get(address).status_code == 200

    leave_team(member=member, on=clock.today())

    assert signed_in(helper).get(address).status_code == 404
    mine = TeamMember.objects.get(membership=lead)
    with pytest.raises(ValidationError, match="nombre antes"):
        leave_team(member=mine, on=clock.today())
