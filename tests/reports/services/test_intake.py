from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from amparo.kernel import clock
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.ui.models import OnceToken
from amparo.kernel.vault.models import Wrap
from amparo.kernel.workflow.models import Step
from amparo.reports.choices import Channel, Counted, Danger
from amparo.reports.errors import (
    AlreadySent,
    NobodyReceives,
    NotAllowedHere,
    NothingWritten,
    TooLong,
)
from amparo.reports.models import DailyCount, Report, ReportToken
from amparo.reports.services.intake import Told, take_in
from tests.factories.kernel import DeskFactory, OrganisationFactory
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db
CANARY = "canario amarillo de prueba"


def desk_in(country):
    return DeskFactory(organisation=OrganisationFactory(country=country), receives_reports=True)


def test_a_report_is_kept_sealed_with_its_codes_in_clear():
    desk = desk_in("CR")

    report, receipt = taken_in(
        desk, CANARY, place="Barrio de Muestra", language="pt", modality="labour", asks_help=True
    )

    assert report.locator == receipt.locator
    assert (report.desk, report.country, report.language) == (desk, "CR", "pt")
    assert (report.state, report.modality, report.asks_help) == ("received", "labour", True)
    assert repr(report.narrative) == repr(report.place_text) == "Sealed(…)"
    assert not report.when_text


def test_nothing_that_was_written_or_shown_is_in_the_database_in_clear():
    report, receipt = taken_in(narrative=CANARY, place="Plaza Inventada 7")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        stored = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the engine
            stored += [
                repr(bytes(v) if isinstance(v, memoryview) else v)
                for row in cursor.fetchall()
                for v in row
            ]

    everything = "\n".join(stored)
    assert str(report.pk).replace("-", "") in everything.replace("-", "")
    for secret in (CANARY, "Plaza Inventada", receipt.secret, receipt.code):
        assert secret not in everything


@pytest.mark.parametrize(
    ("danger", "urgency", "hours"),
    [
        (Danger.YES, "danger_now", 1),
        (Danger.UNSURE, "soon", 3),
        (Danger.NO, "normal", 24),
        ("", "normal", 24),
    ],
)
def test_danger_decides_the_clock_until_somebody_reads_it(danger, urgency, hours):
    report = taken_in(danger=danger).report

    assert (report.urgency, report.due_at - report.received_at) == (urgency, timedelta(hours=hours))


def test_the_desk_of_the_country_receives_and_any_desk_when_there_is_none():
    first, other = desk_in("CR"), desk_in("PA")

    chosen = [
        Report.objects.get(
            locator=take_in(told=Told(narrative="Algo.", country=country)).locator
        ).desk
        for country in ("PA", "CR", "MX", "")
    ]

    assert chosen == [other, first, first, first]


def test_a_node_without_a_receiving_desk_refuses_and_keeps_nothing():
    DeskFactory()

    with pytest.raises(NobodyReceives):
        take_in(told=Told(narrative="Algo."))

    assert not Report.objects.exists()


@pytest.mark.parametrize("blank", ["", "   \n\t ", "\x00\x00", "\x07"])
def test_an_empty_narrative_is_refused(blank):
    DeskFactory(receives_reports=True)

    with pytest.raises(NothingWritten):
        take_in(told=Told(narrative=blank))


def test_two_hundred_kilobytes_are_accepted_and_more_than_the_limit_says_how_much_to_cut():
    long = "ñandú " * 28_600  # 200,200 bytes

    report = taken_in(narrative=long).report

    assert len(report.narrative.ciphertext) > 200_000
    with pytest.raises(TooLong) as refusal:
        take_in(told=Told(narrative="a" * 250_007))
    assert "7" in refusal.value.message_dict["narrative"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "ZZ"),
        ("country", "cr"),
        ("language", "xx"),
        ("danger", "perhaps"),
        ("modality", "x"),
    ],
)
def test_a_code_that_is_not_on_its_list_is_refused(field, value):
    DeskFactory(receives_reports=True)

    with pytest.raises(NotAllowedHere) as refusal:
        take_in(told=Told(narrative="Algo.", **{field: value}))

    assert list(refusal.value.message_dict) == [field]


def test_the_same_form_twice_is_one_report():
    DeskFactory(receives_reports=True)
    once = uuid4()
    take_in(told=Told(narrative="Algo.", once=once))

    with pytest.raises(AlreadySent):
        take_in(told=Told(narrative="Algo.", once=once))

    assert Report.objects.count() == 1


def test_a_refused_form_may_be_sent_again():
    DeskFactory(receives_reports=True)
    once = uuid4()
    with pytest.raises(NothingWritten):
        take_in(told=Told(narrative=" ", once=once))

    take_in(told=Told(narrative="Algo.", once=once))

    assert Report.objects.count() == 1


def test_only_a_daily_count_says_that_somebody_came():
    taken_in(channel=Channel.WEB)

    counts = list(DailyCount.objects.values_list("day", "channel", "what", "total"))

    assert counts == [(clock.today(), "web", Counted.REPORT, 1)]
    assert not AuditRow.objects.exists()
    assert not Step.objects.exists()
    assert not OnceToken.objects.exists()


def test_counts_of_a_day_add_up():
    desk = DeskFactory(receives_reports=True)
    for _number in range(3):
        taken_in(desk)

    assert DailyCount.objects.get().total == 3


def test_the_keys_go_to_the_desk_and_the_mailbox_and_to_nobody_else():
    report = taken_in().report

    holders = Wrap.objects.filter(subject=report.subject).values_list(
        "recipient__kind", "recipient__owner", "data_class"
    )

    assert set(holders) == {
        ("desk", report.desk.public_id, "report"),
        ("mailbox", report.public_id, "report"),
    }


def test_equal_lengths_are_all_that_sizes_tell():
    desk = DeskFactory(receives_reports=True)

    short, longer = (taken_in(desk, text).report for text in ("Ayuda.", "Ayuda. " * 100))

    assert len(short.narrative.ciphertext) == len(longer.narrative.ciphertext)


def test_telephones_become_tokens_that_cannot_be_read_back():
    report = taken_in(narrative="Llame al +506 8888-1111 o escriba a jefe@ejemplo.invalid").report

    tokens = [
        bytes(token)
        for token in ReportToken.objects.filter(report=report).values_list("token", flat=True)
    ]

    assert [len(token) for token in tokens] == [16, 16]


def test_arrival_is_exact_until_triage_and_in_utc():
    report = taken_in().report

    assert report.received_at.tzinfo is UTC
    assert clock.now() - report.received_at < timedelta(minutes=5)
