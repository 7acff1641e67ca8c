"""An emergency opens one file for four hours, says so in every row, and is answered for; whoever
does not answer loses her powers, and the account on duty never does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.emergency import can_review, review_opening
from amparo.kernel.access.emergency_models import NEVER
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.access.standing import STOPPED
from amparo.kernel.access.tasks import hand_late_reviews_to_data_protection
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.choices import CLASS_OF_FIELD
from amparo.persons.models import Person
from amparo.persons.public import fields_for, open_person_in_emergency, parts_of
from tests.factories.cases import case, signed_in
from tests.factories.kernel import MembershipFactory
from tests.factories.persons import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
FOUR_HOURS, THREE_DAYS = timedelta(hours=4), timedelta(hours=72)
WHY = "la ambulancia pregunta por su medicación"


@pytest.fixture
def later() -> Iterator[Callable[[timedelta], None]]:
    """Moves the clock on; it comes back by itself."""
    yield clock.shift
    clock.shift(timedelta())


def places() -> tuple[Membership, Membership, Case]:
    """Who leads the team, who is on duty elsewhere, and the case."""
    lead = MembershipFactory(role=Role.CASE_LEAD)
    duty = MembershipFactory(role=Role.INTAKE_OPERATOR)
    return lead, duty, case(actor_of(lead))


def actor(place: Membership) -> Actor:
    place.refresh_from_db()
    return actor_of(place)


def opened(duty: Membership, person: Person) -> EmergencyOpening:
    return open_person_in_emergency(
        actor=actor(duty), code_name=person.code_name, purpose="medical", reason=WHY
    )


def sees(place: Membership, person: Person) -> bool:
    found = Person.objects.visible_to(actor(place), on=clock.today())
    return found.filter(pk=person.pk).exists()


def name_read_by(place: Membership, person: Person) -> str | None:
    ring = unlock(actor(place), [person.public_id], clock.today())
    return ring.text(person, "name")


def test_it_opens_for_four_hours_and_then_nothing_is_read(later):
    _lead, duty, found = places()
    person = found.person
    assert not sees(duty, person)
    assert name_read_by(duty, person) is None

    opened(duty, person)
    assert sees(duty, person)
    assert name_read_by(duty, person) == NAME
    assert fields_for(actor(duty), person, on=clock.today())

    later(FOUR_HOURS - timedelta(minutes=1))
    assert sees(duty, person)
    later(FOUR_HOURS)
    reads = [sees(duty, person), name_read_by(duty, person) is not None]
    assert reads == [False, False]
    assert not fields_for(actor(duty), person, on=clock.today())


def test_an_actor_kept_in_hand_reads_nothing_after_the_end_either(later):
    _lead, duty, found = places()
    opened(duty, found.person)
    kept = actor(duty)
    later(FOUR_HOURS)
    assert not Person.objects.visible_to(kept, on=clock.today()).exists()
    assert unlock(kept, [found.subject], clock.today()).current == {}


def test_it_opens_nothing_of_anybody_else():
    lead, duty, found = places()
    other = case(actor(lead))
    opened(duty, found.person)
    assert not sees(duty, other.person)
    assert name_read_by(duty, other.person) is None


def test_a_live_emergency_never_opens_what_is_hers_alone():
    _lead, duty, found = places()
    opened(duty, found.person)
    everything = frozenset(DataClass)
    who = actor(duty)
    greedy = Actor(**{**vars(who), "readable": everything})  # a role that reads every class
    parts = parts_of(greedy, [found.person], on=clock.today())[found.person.pk]
    ring = unlock(greedy, [found.subject], clock.today())
    assert not {CLASS_OF_FIELD[part] for part in parts} & NEVER
    assert not {data_class for _subject, data_class in ring.current} & NEVER


def test_every_page_read_under_it_says_so_in_the_log():
    _lead, duty, found = places()
    opening = opened(duty, found.person)
    client = signed_in(duty)
    before = AuditRow.objects.count()
    for tab in ("", "hechos/", "plan/", "notas/", "permisos/"):
        assert client.get(f"/casos/{found.public_id}/{tab}").status_code == 200
    rows = AuditRow.objects.order_by("pk")[before:]
    reads = [row for row in rows if row.verb == "case.read"]
    assert len(reads) == 5
    assert {row.details.get("emergency") for row in reads} == {str(opening.public_id)}


def test_reading_one_s_own_people_is_not_marked():
    lead, duty, found = places()
    opened(duty, found.person)
    signed_in(lead).get(f"/casos/{found.public_id}/")
    row = AuditRow.objects.filter(verb="case.read").latest("pk")
    assert "emergency" not in row.details


def test_three_unreviewed_stop_the_reviewer_and_never_the_opener(later):
    lead, duty, _found = places()
    for _ in range(3):
        opened(duty, case(actor(lead)).person)
    before = {place.pk: actor(place).granted for place in (lead, duty)}

    later(THREE_DAYS + timedelta(minutes=1))

    assert actor(duty).granted == before[duty.pk]
    assert actor(lead).granted == before[lead.pk] - STOPPED
    assert {Permission.CASE_READ, Permission.CASE_WRITE, Permission.EMERGENCY_REVIEW} <= (
        actor(lead).granted
    )
    hand_late_reviews_to_data_protection()
    assert EmergencyOpening.objects.filter(escalated_at=None).count() == 0

    for opening in EmergencyOpening.objects.all():
        assert Permission.CASE_EXPORT not in actor(lead).granted
        review_opening(actor=actor(lead), opening_id=opening.pk, outcome="justified", note="")
    assert actor(lead).granted == before[lead.pk]


def test_another_place_of_hers_does_not_give_the_powers_back(later):
    lead, duty, found = places()
    other = MembershipFactory(role=Role.CASE_LEAD, user=lead.user)
    opened(duty, found.person)
    later(THREE_DAYS + timedelta(minutes=1))
    assert not actor(other).granted & STOPPED


class Lifecycle(TestCase):
    @given(
        minutes=st.lists(st.integers(0, 5 * 24 * 60), min_size=1, max_size=6),
        reviewed_after=st.one_of(st.none(), st.integers(0, 5 * 24 * 60)),
    )
    def test_access_and_powers_are_what_the_clock_says(self, minutes, reviewed_after):
        lead, duty, found = places()
        opening = opened(duty, found.person)
        done = False
        try:
            for minute in sorted(minutes):
                clock.shift(timedelta(minutes=minute))
                if reviewed_after is not None and minute >= reviewed_after and not done:
                    review_opening(
                        actor=actor(lead),
                        opening_id=opening.pk,
                        outcome="not_justified",
                        note="no hacía falta",
                    )
                    done = True
                live = minute < 4 * 60
                assert sees(duty, found.person) == live
                assert (name_read_by(duty, found.person) == NAME) == live
                stopped = minute > 72 * 60 and not done
                assert bool(actor(lead).granted & STOPPED) != stopped
                assert actor(duty).granted & {Permission.CASE_READ}
        finally:
            clock.shift(timedelta())


def test_nobody_reviews_her_own_opening():
    lead, duty, found = places()
    opening = opened(duty, found.person)
    assert can_review(actor(lead), opening)
    assert not can_review(actor(duty), opening)
    also_lead = MembershipFactory(role=Role.DATA_PROTECTION, user=duty.user)
    assert not can_review(actor(also_lead), opening)
