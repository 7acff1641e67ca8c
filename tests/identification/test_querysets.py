"""Which decisions are seen, and which one stands."""

from __future__ import annotations

import pytest

from amparo.identification.choices import Status
from amparo.identification.models import StatusDecision
from amparo.identification.public import statuses
from amparo.kernel.access.permissions import Role
from amparo.kernel.clock import today
from amparo.kernel.organisations.models import Desk
from tests.factories.identification import decided, lead, possible
from tests.factories.kernel import actor
from tests.factories.persons import person, share

pytestmark = pytest.mark.django_db


def test_decisions_are_seen_by_her_team_and_by_desks_whose_share_names_them_and_nobody_else():
    opener, stranger = lead(), lead()
    her, other = person(opener), person(opener)
    own = possible(opener, her)
    possible(opener, other)
    theirs = possible(stranger, person(stranger))
    reader = actor(Role.DECISION_MAKER)
    desk = Desk.objects.get(pk=reader.desk_id)
    share(opener, her, desk, "identification", purpose="protect")
    share(opener, other, desk, "needs", "events", purpose="protect")

    def seen(who):
        return set(StatusDecision.objects.visible_to(who, on=today()))

    assert seen(reader) == {own}
    assert seen(stranger) == {theirs}
    assert len(seen(opener)) == 2
    assert seen(actor(Role.STATISTICIAN)) == set()


def test_only_what_no_later_row_supersedes_stands():
    who = lead()
    first, second = person(who), person(who)
    stands = possible(who, first)
    possible(who, second)
    left = decided(who, second, Status.WITHDRAWN)

    assert set(StatusDecision.objects.standing()) == {stands, left}


def test_the_last_decision_written_is_the_one_that_stands(django_assert_num_queries):
    who = lead()
    first, second, without = person(who), person(who), person(who)
    possible(who, first)
    possible(who, second)
    decided(who, second, Status.WITHDRAWN)

    with django_assert_num_queries(1):
        now = statuses([first.pk, second.pk, without.pk])

    assert {pk: each.status for pk, each in now.items()} == {
        first.pk: "possible",
        second.pk: "withdrawn",
    }
