"""What is written about an order or a term opens for data protection of that institution alone."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.retention.expiring import keep_longer, propose
from amparo.kernel.retention.holding import place_hold
from amparo.kernel.retention.models import Expiry, LegalHold
from amparo.kernel.vault.data_rotation import rotate_data
from amparo.kernel.vault.keyring import unlock
from amparo.persons.public import erase_person
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.kernel.retention.test_expiring import scene

pytestmark = pytest.mark.django_db
__all__ = ["scene"]
ORDER, REASON = "Orden 77 de un juzgado inventado", "sigue un juicio inventado"


def text(who, record: LegalHold | Expiry, name: str) -> str | None:
    return unlock(who, [record.subject], clock.today()).text(record, name)


def placed(officer, case) -> LegalHold:
    place_hold(actor=officer, subject=case.subject, order=ORDER, on=clock.today())
    return LegalHold.objects.get()


def kept(officer) -> Expiry:
    propose(on=clock.today())
    keep_longer(
        actor=officer,
        expiry_id=Expiry.objects.get().pk,
        version=1,
        reason=REASON,
        until=clock.today().replace(year=clock.today().year + 1),
        on=clock.today(),
    )
    return Expiry.objects.get()


def columns(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  a name of this test
        return b"".join(bytes(one) for row in cursor.fetchall() for one in row if _is_bytes(one))


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


def test_the_words_are_read_by_data_protection_there_and_by_nobody_else(scene):
    officer, case = scene
    strange = actor_of(MembershipFactory(role=Role.DATA_PROTECTION))
    near = DeskFactory(organisation=case.person.team.organisation)
    lead = actor_of(MembershipFactory(role=Role.CASE_LEAD, desk=near))
    for record, name, said in (
        (kept(officer), "reason", REASON),
        (placed(officer, case), "order", ORDER),
    ):
        assert text(officer, record, name) == said
        assert [text(who, record, name) for who in (strange, lead)] == [None, None]
        assert said.encode() not in columns(record._meta.db_table)


def test_the_reason_goes_with_her_and_the_order_stays(scene):
    officer, case = scene
    kept(officer)
    hold = placed(officer, case)
    hold.lifted_on, hold.lifted_by_id = clock.today(), officer.member
    hold.save()

    erase_person(actor=officer, subject=case.subject, on=clock.today())

    assert text(officer, Expiry.objects.get(), "reason") is None
    assert text(officer, LegalHold.objects.get(), "order") == ORDER


def test_they_are_still_read_after_their_keys_are_rotated(scene):
    officer, case = scene
    before = kept(officer), placed(officer, case)

    rotate_data(lambda _done, _total: None, quiet_seconds=0)

    after = Expiry.objects.get(), LegalHold.objects.get()
    assert text(officer, after[0], "reason") == REASON
    assert text(officer, after[1], "order") == ORDER
    assert after[0].reason.key_id != before[0].reason.key_id
    assert after[1].order.key_id != before[1].order.key_id


def test_rows_of_before_are_sealed_so_that_their_institution_reads_them(scene):
    """What the migration does to each row, on the tables of today."""
    officer, case = scene
    hold = placed(officer, case)
    moving = import_module("amparo.kernel.retention.migrations.0002_seal_words")

    sealed = moving._sealed(apps, hold, "retention.LegalHold.order", "Orden de antes")
    LegalHold.objects.filter(pk=hold.pk).update(order=sealed)

    assert text(officer, LegalHold.objects.get(), "order") == "Orden de antes"
