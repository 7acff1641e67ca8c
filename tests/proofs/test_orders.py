"""An order opens what it names, less what no order opens, to the desk it names, until it ends; and
a request for contact tells the asker nothing about whether she is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.emergency_models import NEVER
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.choices import CLASS_OF_FIELD, ShareField
from amparo.persons.models import ContactRequest, Person
from amparo.persons.public import (
    OrderFields,
    SeenAs,
    answer_contact,
    ask_for_contact,
    deliver_order,
    fields_for,
    move_order,
    receive_order,
    seen_as,
)
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.persons import person
from tests.factories.protection import AUTHORITY, REFERENCE, order, order_fields

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
PARTS = st.sets(st.sampled_from(sorted(ShareField.values)), min_size=1)


def justice_desk() -> Desk:
    return DeskFactory(organisation=OrganisationFactory(domain="justice", kind="prosecutor"))


def court() -> Membership:
    return MembershipFactory(role=Role.COURT_DESK)


def reader(desk: Desk, purpose: Purpose = Purpose.INVESTIGATE) -> Actor:
    return actor_of(MembershipFactory(role=Role.PROSECUTOR, desk=desk), purpose=purpose)


def sees(actor: Actor, subject: Person) -> bool:
    found = Person.objects.visible_to(actor, on=clock.today())
    return found.filter(pk=subject.pk).exists()


class Projection(TestCase):
    @given(named=PARTS, given_out=PARTS)
    def test_what_is_delivered_is_within_the_order_and_what_an_order_may_open(
        self, named, given_out
    ):
        lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
        subject, desk = person(lead), justice_desk()
        received = order(actor_of(court()), subject, desk, *sorted(named))
        within = given_out <= named and not any(CLASS_OF_FIELD[one] in NEVER for one in given_out)
        try:
            deliver_order(
                actor=lead,
                order_id=received.pk,
                version=1,
                fields=given_out,
                on=clock.today(),
            )
        except ValidationError:
            assert not within
            assert not sees(reader(desk), subject)
            return
        assert within
        who = reader(desk)
        parts = fields_for(who, subject, on=clock.today())
        assert parts <= given_out
        assert {part.value for part in parts} == {
            part for part in given_out if who.may_read(CLASS_OF_FIELD[ShareField(part)])
        }
        opened = {key for _subject, key in unlock(who, [subject.public_id], clock.today()).current}
        assert opened <= {CLASS_OF_FIELD[part] for part in given_out}
        assert not opened & NEVER
        for stranger in (reader(justice_desk()), reader(desk, Purpose.PROSECUTE)):
            assert not sees(stranger, subject)


def delivered(lead: Actor, subject: Person, desk: Desk, **given: object) -> int:
    received = order(actor_of(court()), subject, desk, "name", **given)
    deliver_order(actor=lead, order_id=received.pk, version=1, fields=["name"], on=clock.today())
    return received.pk


def test_it_closes_the_day_after_it_ends():
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    subject, desk = person(lead), justice_desk()
    delivered(lead, subject, desk, expires_on=clock.today() + timedelta(days=3))
    who = reader(desk)
    assert sees(who, subject)
    later = clock.today() + timedelta(days=4)
    assert not Person.objects.visible_to(who, on=later).exists()
    assert unlock(who, [subject.public_id], later).current == {}


def test_it_closes_with_the_step_that_ends_it():
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    subject, desk = person(lead), justice_desk()
    pk = delivered(lead, subject, desk)
    who = reader(desk)
    assert sees(who, subject)
    move_order(
        actor=lead, order_id=pk, version=2, target="expired", reason="withdrawn", on=clock.today()
    )
    assert not sees(who, subject)
    assert unlock(who, [subject.public_id], clock.today()).current == {}


def test_the_desk_that_handles_it_reads_its_words_and_nothing_of_her():
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    subject, handler = person(lead), court()
    received = order(actor_of(handler), subject, justice_desk())
    ring = unlock(actor_of(handler), [received.subject, subject.public_id], clock.today())
    assert (ring.text(received, "authority"), ring.text(received, "reference")) == (
        AUTHORITY,
        REFERENCE,
    )
    assert ring.text(subject, "name") is None
    assert not sees(actor_of(handler), subject)


@pytest.mark.parametrize("kept", ["unknown", "known", "declines"])
def test_the_asker_sees_the_same_until_the_clock_ends_and_after(kept):
    lead_place = MembershipFactory(role=Role.CASE_LEAD)
    subject = person(actor_of(lead_place))
    asker = reader(justice_desk())
    code = "Ceiba 0001" if kept == "unknown" else subject.code_name
    asked = ask_for_contact(
        actor=asker, code=code, about="hearing", words="audiencia", happens_on=None
    )
    if kept == "declines":
        answer_contact(
            actor=actor_of(lead_place),
            request_id=asked.pk,
            version=1,
            answer="declines",
            asked_through="in_person",
            reply="",
        )
    asked.refresh_from_db()
    now = clock.now()
    assert seen_as(asked, now) is SeenAs.WAITING
    assert seen_as(asked, asked.due_at) is SeenAs.NO_ANSWER


def test_only_a_yes_is_told():
    lead_place = MembershipFactory(role=Role.CASE_LEAD)
    subject = person(actor_of(lead_place))
    asked = ask_for_contact(
        actor=reader(justice_desk()),
        code=subject.code_name,
        about="hearing",
        words="audiencia",
        happens_on=None,
    )
    answer_contact(
        actor=actor_of(lead_place),
        request_id=asked.pk,
        version=1,
        answer="accepts",
        asked_through="in_person",
        reply="por medio de su abogada",
    )
    asked.refresh_from_db()
    assert seen_as(asked, clock.now()) is SeenAs.ACCEPTED


def test_after_a_no_nobody_is_asked_again_while_it_stands():
    lead_place = MembershipFactory(role=Role.CASE_LEAD)
    subject, asker = person(actor_of(lead_place)), reader(justice_desk())

    def ask() -> ContactRequest:
        return ask_for_contact(
            actor=asker,
            code=subject.code_name,
            about="notice",
            words="aviso",
            happens_on=None,
        )

    answer_contact(
        actor=actor_of(lead_place),
        request_id=ask().pk,
        version=1,
        answer="declines",
        asked_through="in_person",
        reply="",
    )
    again = ask()
    assert again.person is None
    waiting = ContactRequest.objects.to_answer(actor_of(lead_place), on=clock.today())
    assert not waiting.filter(answered_at=None).exists()


def test_a_known_and_an_unknown_code_leave_rows_of_one_shape():
    subject = person(actor_of(MembershipFactory(role=Role.CASE_LEAD)))
    asker = reader(justice_desk())
    from amparo.kernel.vault.models import Wrap

    shapes = []
    for code in (subject.code_name, "Roble 0001"):
        asked = ask_for_contact(
            actor=asker, code=code, about="hearing", words="audiencia", happens_on=None
        )
        ring = unlock(asker, [asked.subject], clock.today())
        wraps = Wrap.objects.filter(subject=asked.subject)
        shapes.append((wraps.count(), ring.text(asked, "words"), asked.due_at - asked.asked_at))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"counsel_by": clock.today() + timedelta(days=5)}, "oír a quien la representa"),
        ({"notice": "before"}, "contarle a ella"),
    ],
)
def test_nothing_goes_out_before_its_time(given, problem):
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    received = order(actor_of(court()), person(lead), justice_desk(), "name", **given)
    with pytest.raises(ValidationError, match=problem):
        deliver_order(
            actor=lead, order_id=received.pk, version=1, fields=["name"], on=clock.today()
        )


@pytest.mark.parametrize("code", ["Ceiba 0001", ""])
def test_an_order_about_nobody_known_is_refused_in_the_same_words(code):
    fields: OrderFields = order_fields(justice_desk())
    with pytest.raises(ValidationError, match="no hay a quién anotar"):
        receive_order(actor=actor_of(court()), code_name=code, fields=fields, on=clock.today())


def test_a_mandatory_report_rests_on_what_she_was_told_before():
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    with pytest.raises(ValidationError, match="antes de hablar"):
        order(lead, person(lead), justice_desk(), kind="child_protection")
