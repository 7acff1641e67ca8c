from uuid import uuid4

import pytest

from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import rows_about
from amparo.reports.choices import ClosingReason, MentionedAs, TriageReason
from amparo.reports.due import due_reports
from amparo.reports.public import headings, mentioned
from amparo.reports.services.closing import close_report
from amparo.reports.services.mailbox import write_from_mailbox
from amparo.reports.services.mentions import mention_person
from amparo.reports.services.triage import Decision, triage_report
from tests.factories.kernel import actor
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken():
    return taken_in(modality="labour")


@pytest.fixture
def operator(taken):
    return actor(desk=taken.report.desk)


def test_headings_are_of_what_exists_for_the_actor(taken, operator):
    asked = [taken.report.pk, uuid4()]

    (heading,) = headings(operator, asked).values()

    assert (heading.id, heading.short, heading.modality) == (
        taken.report.pk,
        taken.report.short,
        "labour",
    )
    assert headings(actor(), asked) == {}


def test_mentioned_people_are_read_and_recorded(taken, operator):
    mention_person(
        actor=operator, report_id=taken.report.pk, role=MentionedAs.WITNESS, alias="La vecina"
    )

    (person,) = mentioned(operator, taken.report.pk)

    assert (person.alias, person.role) == ("La vecina", MentionedAs.WITNESS)
    assert rows_about(taken.report.subject)[0].fields == ["alias", "details"]
    assert mentioned(actor(), taken.report.pk) == []


def test_a_new_report_is_due_to_its_desk_by_its_clock(taken, operator):
    (item,) = due_reports(operator)

    assert item.due_at == taken.report.due_at
    assert item.url == f"/avisos/{taken.report.pk}/"
    assert due_reports(actor()) == []


def test_a_new_message_and_a_closing_to_confirm_are_due(taken, operator):
    supervisor = actor(Role.INTAKE_SUPERVISOR, desk=taken.report.desk)
    triage_report(
        actor=operator,
        report_id=taken.report.pk,
        opened_version=1,
        decision=Decision("soon", TriageReason.CHILD, indicators=1),
    )
    close_report(
        actor=operator,
        report_id=taken.report.pk,
        opened_version=2,
        reason=ClosingReason.NOT_ENOUGH,
    )
    write_from_mailbox(typed=taken.receipt.code, text="Algo más.", channel="web")

    assert [item.label for item in due_reports(operator)] == ["Leer un mensaje nuevo"]
    assert [item.label for item in due_reports(supervisor)] == [
        "Leer un mensaje nuevo",
        "Confirmar un cierre",
    ]
