"""The one gate before any outgoing contact: closed unless she opened it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.contact import gate
from amparo.kernel.contact.gate import Channel, may_contact
from tests.factories.kernel import actor
from tests.factories.persons import person

pytestmark = pytest.mark.django_db
AT_TEN = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
OPEN = {"contact_channels": ["phone", "sms"], "contact_hours": [10, 11]}


def asked(who, subject, channel=Channel.PHONE, at=AT_TEN) -> bool:
    return may_contact(who, subject, channel, at)


@pytest.mark.parametrize("answer", ["yes", "only_through"])
def test_a_channel_and_an_hour_that_she_allowed_are_open(answer):
    who = actor(Role.CASE_LEAD)
    subject = person(who, may_contact=answer, **OPEN).public_id

    assert asked(who, subject)
    assert not any(row.verb == Verb.CONTACT_REFUSED for row in rows_about(subject))


@pytest.mark.parametrize(
    ("given", "channel", "at"),
    [
        ({"may_contact": "yes", **OPEN}, Channel.EMAIL, AT_TEN),
        ({"may_contact": "yes", **OPEN}, Channel.PHONE, AT_TEN.replace(hour=12)),
        ({"may_contact": "yes"}, Channel.PHONE, AT_TEN),
        ({"may_contact": "no", **OPEN}, Channel.PHONE, AT_TEN),
        ({"may_contact": "unknown", **OPEN}, Channel.PHONE, AT_TEN),
    ],
)
def test_anything_else_is_closed_and_the_refusal_is_kept(given, channel, at):
    who = actor(Role.CASE_LEAD)
    subject = person(who, **given).public_id

    assert not asked(who, subject, channel, at)
    row = rows_about(subject)[0]
    assert (row.verb, row.details) == (Verb.CONTACT_REFUSED, {"channel": channel})


def test_nobody_is_contacted_without_a_rule_of_her_own():
    assert not asked(actor(), uuid4())


def test_no_provider_of_rules_means_no(monkeypatch):
    monkeypatch.setattr(gate, "_rules", [])
    who = actor(Role.CASE_LEAD)

    assert not asked(who, person(who, may_contact="yes", **OPEN).public_id)


def test_the_mailbox_reaches_no_device_and_is_always_open():
    assert asked(actor(), uuid4(), Channel.MAILBOX)
