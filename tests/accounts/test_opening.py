"""Accounts opened on a letter: by whom, for whom, until when; and their second signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from amparo.accounts.choices import State
from amparo.accounts.models import Opening, state_of
from amparo.accounts.services import open_account, sign_for_account
from amparo.accounts.services.opening import SCAN_PLACE
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from tests.accounts.making import administrator, fields, opened, shelter
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"


def test_an_account_has_a_letter_a_term_and_a_passphrase_for_one_week():
    admin = administrator()

    new = opened(admin, vetting_note="dos referencias llamadas", scan=PDF)

    place = Membership.objects.get(user__username="nueva")
    assert (place.role, place.desk_id) == (Role.CASE_WORKER, admin.desk_id)
    assert place.until_on == clock.today() + timedelta(days=200)
    assert place.user.check_password(new.passphrase)
    assert place.user.temporary_until == clock.today() + timedelta(days=7)
    assert len(new.passphrase.split("-")) == 5
    assert state_of(place, new.opening, clock.today()) == State.LIVE
    row = AuditRow.objects.get(verb="account.opened")
    assert row.details == {"member": str(place.public_id), "given": "case_worker", "waits": False}


def test_what_vetting_said_and_the_letter_rest_sealed_and_administrators_alone_read_them():
    admin = administrator()
    opening = opened(admin, vetting_note="dos referencias llamadas", scan=PDF).opening
    colleague = MembershipFactory(desk=admin.desk, role=Role.CASE_LEAD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT vetting_note, scan FROM accounts_opening")
        assert not [
            one for one in cursor.fetchone() if b"referencias" in bytes(one) or PDF in bytes(one)
        ]
    kept, today = Opening.objects.get(pk=opening.pk), clock.today()

    hers = unlock(actor_of(admin), [kept.subject], today)
    theirs = unlock(actor_of(colleague), [kept.subject], today)

    assert hers.text(kept, "vetting_note") == "dos referencias llamadas"
    assert hers.content(kept.scan, place=SCAN_PLACE, subject=kept.subject) == PDF
    assert theirs.text(kept, "vetting_note") is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"until_on": clock.today() + timedelta(days=400)}, "un año como mucho"),
        ({"until_on": clock.today() - timedelta(days=1)}, "anterior a la de comienzo"),
        ({"letter_on": clock.today() + timedelta(days=1)}, "todavía no llega"),
        ({"username": "tomada"}, "no está libre"),
        ({"scan": b"MZ not a letter"}, "PDF, JPEG o PNG"),
        ({"scan": PDF + b"." * (2 * 1024 * 1024)}, "PDF, JPEG o PNG"),
    ],
)
def test_what_does_not_hold_opens_nothing(given, why):
    admin = administrator()
    MembershipFactory(user__username="tomada")

    with pytest.raises(ValidationError, match=why):
        opened(admin, **given)

    assert not User.objects.filter(username="nueva").exists()
    assert Opening.objects.count() == 0


@pytest.mark.parametrize(
    "role", [Role.PROSECUTOR, Role.AUDITOR, Role.INVESTIGATOR, Role.INTEGRITY_OFFICER]
)
def test_a_house_gives_no_function_that_it_does_not_have(role):
    admin = administrator()

    with pytest.raises(Denied):
        opened(admin, role=role)

    assert AuditRow.objects.filter(verb="refused", details__predicate="can_open_account").exists()


def test_an_institution_declared_under_hers_is_hers_to_open_and_another_is_not():
    admin = administrator()
    branch = OrganisationFactory(domain="services", kind="shelters", parent=admin.desk.organisation)
    opened(admin, desk=DeskFactory(organisation=branch))

    with pytest.raises(Denied):
        opened(admin, desk=shelter(), username="otra")
    with pytest.raises(Denied):
        opened(administrator(DeskFactory(organisation=branch)), desk=admin.desk, username="otra")


def test_a_new_administrator_waits_for_a_second_signature_where_there_is_a_second():
    first, second = administrator(), None
    alone = opened(first, role=Role.ORGANISATION_ADMIN, username="segunda")
    assert not alone.opening.waiting_second
    second = alone.opening.membership

    third = opened(first, role=Role.ORGANISATION_ADMIN, username="tercera").opening
    assert state_of(third.membership, third, clock.today()) == State.WAITING
    assert not Membership.objects.live(clock.today()).filter(pk=third.membership_id).exists()
    with pytest.raises(Denied):
        sign_for_account(actor=actor_of(first), opening_id=third.pk)
    with pytest.raises(Denied):
        sign_for_account(actor=actor_of(third.membership), opening_id=third.pk)
    with pytest.raises(Denied):
        sign_for_account(actor=actor_of(administrator()), opening_id=third.pk)

    signed = sign_for_account(actor=actor_of(second), opening_id=third.pk)

    assert signed.approved_by_id == second.pk
    assert Membership.objects.live(clock.today()).filter(pk=third.membership_id).exists()
    with pytest.raises(Denied):
        sign_for_account(actor=actor_of(second), opening_id=third.pk)


def test_whoever_does_not_manage_accounts_opens_none():
    lead = MembershipFactory(desk=shelter(), role=Role.CASE_LEAD)

    with pytest.raises(Denied):
        open_account(actor=actor_of(lead), fields=fields(lead.desk), on=clock.today())
