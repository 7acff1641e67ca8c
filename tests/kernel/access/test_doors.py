"""What a door lets through is recorded; what it refuses is recorded after the rollback."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from amparo.kernel import clock
from amparo.kernel.access.doors import claim_version, reading, require, writing
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.audit.models import AuditRow, AuditSubject
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.persons.models import Person
from tests.factories.kernel import OrganisationFactory, actor

pytestmark = pytest.mark.django_db


def can_never(_actor, *_things):
    return False


def can_always(_actor, *_things):
    return True


def test_a_page_that_shows_three_people_leaves_one_row_that_names_them():
    who, subjects = actor(), [uuid4() for _ in range(3)]

    with reading(who) as door:
        door.saw(Verb.CASE_LISTED, subjects, ["code_name", "age_group"])

    row = AuditRow.objects.get()
    assert (row.verb, row.actor, row.fields) == (
        Verb.CASE_LISTED,
        who.name,
        ["age_group", "code_name"],
    )
    assert AuditSubject.objects.filter(row=row).count() == 3
    assert [rows_about(subject) for subject in subjects] == [[row]] * 3


def test_a_page_that_shows_nobody_leaves_no_row():
    with reading(actor()) as door:
        door.saw(Verb.CASE_LISTED, [])

    assert not AuditRow.objects.exists()


def test_a_page_that_fails_before_it_shows_anybody_leaves_no_row():
    with pytest.raises(LookupError), reading(actor()) as door:
        door.saw(Verb.CASE_READ, [uuid4()])
        raise LookupError

    assert not AuditRow.objects.exists()


def test_a_door_knows_the_day_it_was_opened():
    with reading(actor()) as door:
        assert door.on == clock.today()


def test_a_refusal_undoes_the_change_and_stays_in_the_record():
    who = actor()

    with pytest.raises(Denied), writing(who):
        OrganisationFactory(code="no-debe-quedar")
        require(can_never, who, "thing")

    assert not Organisation.objects.filter(code="no-debe-quedar").exists()
    row = AuditRow.objects.get()
    assert (row.verb, row.actor, row.details) == (
        Verb.REFUSED,
        who.name,
        {"predicate": "can_never"},
    )


def test_a_refusal_inside_two_doors_is_recorded_once():
    who = actor()

    with pytest.raises(Denied), writing(who), writing(who):
        require(can_never, who)

    assert AuditRow.objects.filter(verb=Verb.REFUSED).count() == 1


def test_any_other_failure_undoes_the_change_and_its_record():
    with pytest.raises(LookupError), writing(actor()) as door:
        door.saw(Verb.CASE_READ, [uuid4()])
        OrganisationFactory(code="no-debe-quedar")
        raise LookupError

    assert not Organisation.objects.filter(code="no-debe-quedar").exists()
    assert not AuditRow.objects.exists()


def test_what_was_seen_while_writing_is_recorded_with_the_change():
    with writing(actor()) as door:
        door.saw(Verb.CASE_READ, [uuid4()])
        assert not AuditRow.objects.exists()

    assert AuditRow.objects.get().verb == Verb.CASE_READ


def test_what_holds_is_not_refused():
    require(can_always, actor(), "thing")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite reads")
def test_reading_opens_no_transaction_on_sqlite():
    with reading(actor()):
        assert connection.in_atomic_block is False


def test_a_record_saved_meanwhile_is_not_overwritten():
    record = Person(version=4)

    with pytest.raises(ChangedSinceOpened) as refused:
        claim_version(record, 3)

    assert record.version == 4
    assert "Otra persona guardó cambios" in refused.value.messages[0]
    claim_version(record, 4)
    assert record.version == 5
