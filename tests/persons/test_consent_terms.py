"""A permission ends within the year, keeps how it was given, is renewed at the next meeting and
never by a contact, and closes at once when she takes it back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from amparo.cases.pages.protection import to_talk_over
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.files.services import content_of
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person
from amparo.persons.order_errors import ConsentTooLong
from amparo.persons.services import withdraw_consent
from tests.factories.kernel import MembershipFactory, actor
from tests.factories.persons import consent, person, share

pytestmark = pytest.mark.django_db
SIGNED = ("hoja.pdf", b"%PDF inventada")


def lead() -> Membership:
    return MembershipFactory(role=Role.CASE_LEAD)


def test_it_ends_within_twelve_months():
    who = actor_of(lead())
    subject, desk = person(who), lead().desk
    assert consent(who, subject, desk, "notes", days=365).pk
    with pytest.raises(ConsentTooLong):
        consent(who, subject, desk, "notes", days=367)


def test_the_signed_sheet_is_sealed_with_her_keys():
    who = actor_of(lead())
    subject = person(who)
    given = consent(who, subject, lead().desk, "notes", evidence=SIGNED, witnessed_by="interpreter")
    assert given.evidence is not None
    assert (given.evidence.subject, given.witnessed_by) == (subject.public_id, "interpreter")
    ring = unlock(who, [subject.public_id], clock.today())
    assert content_of(ring, given.evidence) == SIGNED[1]


@pytest.mark.parametrize(("days", "shown"), [(5, [False]), (14, [False]), (40, [])])
def test_what_ends_soon_is_talked_over_at_the_next_meeting(days, shown):
    who = actor_of(lead())
    subject = person(who)
    share(who, subject, lead().desk, "notes", days=days)
    assert [each.over for each in to_talk_over(subject, on=clock.today())] == shown


def test_what_ended_stays_to_be_talked_over_until_it_is_given_again():
    who, desk = actor_of(lead()), lead().desk
    subject = person(who)
    share(who, subject, desk, "notes", days=5)
    later = clock.today() + timedelta(days=20)
    assert [each.over for each in to_talk_over(subject, on=later)] == [True]
    consent(who, subject, desk, "notes", days=90)
    assert to_talk_over(subject, on=later) == []


def test_an_ending_permission_contacts_nobody():
    who = actor_of(lead())
    subject = person(who)
    share(who, subject, lead().desk, "notes", days=1)
    to_talk_over(subject, on=clock.today() + timedelta(days=30))
    assert not AuditRow.objects.filter(verb__startswith="contact.").exists()


def test_taking_it_back_closes_the_next_reading_in_less_than_a_second():
    """p99 of 60 withdrawals, and not one reading after any of them."""
    who, reader = actor_of(lead()), actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.member).desk
    subject = person(who)
    took, after = [], 0
    for _ in range(60):
        made = share(who, subject, desk, "notes")
        assert Person.objects.visible_to(reader, on=clock.today()).exists()
        start = time.perf_counter()
        withdraw_consent(actor=who, consent_id=made.consent_id)
        after += Person.objects.visible_to(reader, on=clock.today()).count()
        after += len(unlock(reader, [subject.public_id], clock.today()).keys)
        took.append(time.perf_counter() - start)
    assert after == 0
    assert sorted(took)[58] < 1
