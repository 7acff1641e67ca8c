"""The audit log: frozen bytes, pseudonyms, and each person's own list."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from amparo.kernel.access.actor import PUBLIC
from amparo.kernel.access.permissions import Purpose
from amparo.kernel.audit.models import AuditRow, AuditSubject, Pseudonym
from amparo.kernel.audit.services import leaf_of, pseudonyms_of, record, rows_about
from amparo.kernel.audit.verbs import Verb
from tests.factories.kernel import actor

pytestmark = pytest.mark.django_db
FROZEN = (
    b'\x01{"actor":"user:00000000-0000-0000-0000-000000000001",'
    b'"at":"2026-01-02T03:04:05.000006+00:00","desk":"00000000-0000-0000-0000-000000000003",'
    b'"details":{"n":3,"reason":"condici\xc3\xb3n"},"fields":["birth","name"],"kind":"note",'
    b'"operator":"root","organisation":"00000000-0000-0000-0000-000000000002",'
    b'"purpose":"assist","role":"case_lead","subjects":["00000000-0000-0000-0000-000000000008",'
    b'"00000000-0000-0000-0000-000000000009"],"verb":"case.changed"}'
)


def test_the_bytes_of_a_row_never_change_their_shape():
    row = AuditRow(
        at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        actor=f"user:{UUID(int=1)}",
        organisation=UUID(int=2),
        desk=UUID(int=3),
        role="case_lead",
        purpose="assist",
        operator="root",
        verb=Verb.CASE_CHANGED,
        kind="note",
        fields=["birth", "name"],
        details={"reason": "condición", "n": 3},
    )

    assert leaf_of(row, [UUID(int=9), UUID(int=8)]) == FROZEN


def test_an_actor_without_a_desk_leaves_empty_words():
    row = AuditRow(at=datetime(2026, 1, 2, tzinfo=UTC), actor="public", verb=Verb.REFUSED)

    assert b'"desk":"","details":{},"fields":[],"kind":"","operator":"","organisation":""' in (
        leaf_of(row, [])
    )


def test_columns_and_bytes_of_a_kept_row_say_the_same():
    subjects = [uuid4(), uuid4()]
    who = actor().for_purpose(Purpose.PROTECT)

    kept = record(
        who, Verb.CASE_READ, subjects=subjects, kind="case", fields=["b", "a"], reason="alta"
    )

    row = AuditRow.objects.get(pk=kept.pk)
    pseudonyms = AuditSubject.objects.filter(row=row).values_list("pseudonym", flat=True)
    assert bytes(row.leaf) == leaf_of(row, pseudonyms)
    assert (row.organisation, row.desk) == (who.organisation, who.desk)
    assert (row.role, row.purpose) == ("intake_operator", "protect")
    assert (row.fields, row.details) == (["a", "b"], {"reason": "alta"})


def test_a_time_may_be_given_coarser_than_now():
    day = datetime(2026, 1, 2, tzinfo=UTC)

    assert record(PUBLIC, Verb.REPORT_MOVED, at=day).at == day


def test_a_row_names_a_person_by_her_pseudonym_alone():
    subject = uuid4()

    row = record(PUBLIC, Verb.CASE_READ, subjects=[subject, subject])

    pseudonym = Pseudonym.objects.get(subject=subject).pseudonym
    assert pseudonym != subject
    assert str(subject).encode() not in bytes(row.leaf)
    assert str(pseudonym).encode() in bytes(row.leaf)
    assert AuditSubject.objects.get(row=row).pseudonym == pseudonym


def test_a_person_keeps_her_pseudonym_and_two_persons_never_share_one():
    first, second = uuid4(), uuid4()

    (alone,) = pseudonyms_of([first])
    both = pseudonyms_of([first, second, first])

    assert alone in both
    assert len(set(both)) == 2
    assert pseudonyms_of([]) == []


def test_erasing_the_link_leaves_the_log_whole_and_leads_to_nobody():
    subject = uuid4()
    row = record(PUBLIC, Verb.CASE_READ, subjects=[subject])

    Pseudonym.objects.filter(subject=subject).delete()

    assert rows_about(subject) == []
    assert AuditRow.objects.get().pk == row.pk
    assert AuditSubject.objects.count() == 1


def test_her_own_list_holds_what_concerns_her_newest_first():
    mine, other = uuid4(), uuid4()
    first = record(PUBLIC, Verb.CASE_OPENED, subjects=[mine])
    record(PUBLIC, Verb.CASE_READ, subjects=[other])
    both = record(PUBLIC, Verb.CASE_LISTED, subjects=[other, mine])

    assert rows_about(mine) == [both, first]
    assert rows_about(uuid4()) == []


def test_a_record_goes_with_the_transaction_it_speaks_of():
    with pytest.raises(LookupError), transaction.atomic():
        record(PUBLIC, Verb.CASE_OPENED, subjects=[uuid4()])
        raise LookupError

    assert not AuditRow.objects.exists() and not Pseudonym.objects.exists()
