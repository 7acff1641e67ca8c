"""Two files of one person: everything moves, and the decision further on stands."""

from __future__ import annotations

from datetime import date

import pytest

from amparo.identification.models import Conversation, LegalTest, Screening, StatusDecision
from amparo.identification.public import import_status, statuses
from amparo.identification.services.merging import move_identification
from amparo.kernel import clock
from amparo.kernel.vault.keyring import unlock
from tests.factories.identification import REASONS, lead, possible, presumed
from tests.factories.persons import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return lead()


def merge(who, kept, joined):
    ring = unlock(who, [kept.public_id, joined.public_id], clock.today())
    move_identification(kept, joined, ring)


def test_everything_moves_and_sealed_reasons_open_under_the_kept_file(who):
    kept, joined = person(who), person(who)
    decision = presumed(who, joined)

    merge(who, kept, joined)

    for model in (Screening, LegalTest, Conversation, StatusDecision):
        assert set(model.objects.values_list("person", flat=True)) == {kept.pk}
    moved = StatusDecision.objects.get(pk=decision.pk)
    ring = unlock(who, [kept.public_id], clock.today())
    assert ring.text(moved, "reasons") == REASONS
    assert StatusDecision.objects.count() == 2
    assert statuses([kept.pk])[kept.pk].status == "presumed"


def test_an_old_confirmation_is_not_hidden_by_a_newer_suspicion(who):
    kept, joined = person(who), person(who)
    import_status(
        actor=who, person=kept, status="confirmed", deciding_body="court", on=date(2023, 1, 2)
    )
    possible(who, joined)

    merge(who, kept, joined)

    now = statuses([kept.pk])[kept.pk]
    assert (now.status, now.deciding_body, now.year) == ("confirmed", "court", 2023)
    last = StatusDecision.objects.first()
    assert last.ground == "joined_files"
    assert StatusDecision.objects.count() == 3


def test_nothing_is_said_again_when_the_last_one_is_already_the_further(who):
    kept, joined = person(who), person(who)
    possible(who, kept)
    presumed(who, joined)

    merge(who, kept, joined)

    assert StatusDecision.objects.count() == 3
    assert statuses([kept.pk])[kept.pk].status == "presumed"
