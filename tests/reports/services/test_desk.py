"""Triage, steps, answers and closing by the desk that holds a report."""

from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import rows_about
from amparo.kernel.workflow.services import history
from amparo.reports.choices import (
    Channel,
    ClosingReason,
    MentionedAs,
    Side,
    StepReason,
    TriageReason,
)
from amparo.reports.errors import NotAllowedHere, NothingWritten, TooLong
from amparo.reports.models import MentionedPerson, Message, Report
from amparo.reports.services.answering import answer_report
from amparo.reports.services.closing import close_report, confirm_closing, keep_open
from amparo.reports.services.mailbox import open_mailbox, write_from_mailbox
from amparo.reports.services.mentions import mention_person
from amparo.reports.services.opening import list_queue, open_report
from amparo.reports.services.triage import Decision, move_report, triage_report
from amparo.reports.states import OPEN, report_machine
from tests.factories.kernel import actor
from tests.factories.reports import NARRATIVE, taken_in

pytestmark = pytest.mark.django_db
SIGNS = Decision("soon", TriageReason.CONFINED, indicators=2, modality="labour", admin1="CR-SJ")
NO_SIGNS = Decision("routine", TriageReason.NO_HASTE, indicators=0)


@pytest.fixture
def taken():
    return taken_in()


@pytest.fixture
def operator(taken):
    return actor(desk=taken.report.desk)


@pytest.fixture
def supervisor(taken):
    return actor(Role.INTAKE_SUPERVISOR, desk=taken.report.desk)


def triaged(operator, report, decision=SIGNS):
    return triage_report(
        actor=operator, report_id=report.pk, opened_version=report.version, decision=decision
    )


def test_from_report_to_answer(taken, operator):
    report, receipt = taken
    assert open_report(actor=operator, report_id=report.pk).narrative == NARRATIVE

    triaged(operator, report)
    answer_report(
        actor=operator, report_id=report.pk, text="¿Hay menores de edad?", expects_answer=True
    )
    mailbox = open_mailbox(typed=receipt.code, channel=Channel.WEB)
    write_from_mailbox(typed=receipt.code, text="Creo que dos.", channel=Channel.WEB)
    opened = open_report(actor=operator, report_id=report.pk)

    assert mailbox.progress == "read"
    assert [line.text for line in mailbox.lines] == [NARRATIVE, "¿Hay menores de edad?"]
    assert [(line.side, line.text) for line in opened.lines] == [
        (Side.DESK, "¿Hay menores de edad?"),
        (Side.REPORTER, "Creo que dos."),
    ]
    assert (opened.report.state, opened.report.new_message) == ("awaiting_answer", True)
    assert [step.target for step in opened.steps] == ["triaged", "awaiting_answer"]


def test_opening_is_recorded_by_pseudonym(taken, operator):
    open_report(actor=operator, report_id=taken.report.pk)

    (row,) = rows_about(taken.report.subject)
    assert (row.verb, row.actor) == ("report.read", operator.name)
    assert str(taken.report.pk) not in bytes(row.leaf).decode()


def test_opening_what_one_may_not_see_is_the_same_as_what_does_not_exist(taken):
    stranger = actor()

    for missing in (taken.report.pk, uuid4()):
        with pytest.raises(Report.DoesNotExist):
            open_report(actor=stranger, report_id=missing)

    assert not AuditRow.objects.exists()


def test_triage_keeps_codes_and_forgets_the_hour(taken, operator):
    report = triaged(operator, taken.report)

    kept = Report.objects.get(pk=report.pk)
    assert (kept.state, kept.urgency, kept.weight, kept.modality) == (
        "triaged",
        "soon",
        1,
        "labour",
    )
    assert (kept.admin1, kept.indicators, kept.due_at, kept.version) == ("CR-SJ", 2, None, 2)
    assert kept.received_at == datetime.combine(clock.today(), time.min, tzinfo=UTC)


def test_triage_may_be_mended_without_another_step(taken, operator):
    report = triaged(operator, taken.report)

    again = triaged(operator, report, Decision("normal", TriageReason.UNCLEAR, 0, "undetermined"))

    assert (again.urgency, again.modality, again.indicators) == ("normal", "", 0)
    assert len(history(report_machine(), report.subject)) == 1


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision("huge", TriageReason.DANGER, 0), "urgency"),
        (Decision("soon", "because", 0), "reason"),
        (Decision("soon", TriageReason.DANGER, -1), "indicators"),
        (Decision("soon", TriageReason.DANGER, 0, modality="x"), "modality"),
        (Decision("soon", TriageReason.DANGER, 0, admin1="XX-99"), "admin1"),
    ],
)
def test_triage_refuses_codes_that_are_not_on_a_list(taken, operator, decision, field):
    with pytest.raises(NotAllowedHere) as refusal:
        triaged(operator, taken.report, decision)

    assert list(refusal.value.message_dict) == [field]
    assert Report.objects.get(pk=taken.report.pk).state == "received"


def test_a_second_triage_of_an_old_page_is_refused_and_changes_nothing(taken, operator):
    triaged(operator, taken.report)

    with pytest.raises(ChangedSinceOpened):
        triage_report(
            actor=operator, report_id=taken.report.pk, opened_version=1, decision=NO_SIGNS
        )

    assert Report.objects.get(pk=taken.report.pk).urgency == "soon"


def test_danger_does_not_wait_for_triage(taken, operator):
    moved = move_report(
        actor=operator,
        report_id=taken.report.pk,
        opened_version=1,
        target="emergency_dispatched",
        reason=StepReason.DANGER,
    )

    assert (moved.state, moved.due_at) == ("emergency_dispatched", None)
    assert open_mailbox(typed=taken.receipt.code, channel=Channel.WEB).progress == "passed_on"


def test_a_step_the_machine_does_not_have_is_denied_and_recorded(taken, operator):
    with pytest.raises(Denied):
        move_report(
            actor=operator,
            report_id=taken.report.pk,
            opened_version=1,
            target="passed_on",
            reason=StepReason.FIRST_CONTACT,
        )

    assert AuditRow.objects.get().verb == "refused"
    assert Report.objects.get(pk=taken.report.pk).state == "received"


@pytest.mark.parametrize("target", ["closed", "forwarded", "triaged", "nowhere"])
def test_steps_with_a_form_of_their_own_are_not_plain(taken, operator, target):
    with pytest.raises(NotAllowedHere):
        move_report(
            actor=operator,
            report_id=taken.report.pk,
            opened_version=1,
            target=target,
            reason=StepReason.DANGER,
        )


def test_a_step_that_needs_a_reason_is_refused_without_one(taken, operator):
    report = triaged(operator, taken.report)

    with pytest.raises(ValidationError):
        move_report(
            actor=operator, report_id=report.pk, opened_version=2, target="linked", reason=""
        )


def test_an_answer_that_expects_nothing_leaves_the_state(taken, operator):
    answer_report(actor=operator, report_id=taken.report.pk, text="Gracias.", expects_answer=False)

    assert Report.objects.get(pk=taken.report.pk).state == "received"
    assert [row.verb for row in rows_about(taken.report.subject)] == ["report.answered"]


def test_a_question_before_triage_waits_in_the_mailbox_without_a_step(taken, operator):
    answer_report(actor=operator, report_id=taken.report.pk, text="¿Dónde?", expects_answer=True)

    assert Report.objects.get(pk=taken.report.pk).state == "received"


@pytest.mark.parametrize(("text", "refusal"), [("\x00 ", NothingWritten), ("a" * 260_000, TooLong)])
def test_an_answer_that_cannot_be_kept_is_refused(taken, operator, text, refusal):
    with pytest.raises(refusal):
        answer_report(actor=operator, report_id=taken.report.pk, text=text, expects_answer=False)

    assert not Message.objects.exists()


def test_another_desk_cannot_answer(taken):
    with pytest.raises(Report.DoesNotExist):
        answer_report(actor=actor(), report_id=taken.report.pk, text="Hola.", expects_answer=False)


def close(who, report):
    return close_report(
        actor=who,
        report_id=report.pk,
        opened_version=report.version,
        reason=ClosingReason.NOT_ENOUGH,
    )


def test_without_signs_one_person_closes(taken, operator):
    closed = close(operator, triaged(operator, taken.report, NO_SIGNS))

    assert (closed.state, closed.closing_reason) == ("closed", "not_enough")
    assert open_mailbox(typed=taken.receipt.code, channel=Channel.WEB).progress == "closed"


def test_with_signs_closing_only_asks_for_a_second_person(taken, operator):
    asked = close(operator, triaged(operator, taken.report))

    assert (asked.state, asked.closing_asked_by_id) == ("triaged", operator.membership_id)
    with pytest.raises(Denied):
        confirm_closing(actor=operator, report_id=asked.pk, opened_version=asked.version)


def test_a_supervisor_who_did_not_ask_confirms(taken, operator, supervisor):
    asked = close(operator, triaged(operator, taken.report))

    closed = confirm_closing(actor=supervisor, report_id=asked.pk, opened_version=asked.version)

    assert closed.state == "closed"


def test_a_supervisor_who_asked_needs_another_one(taken, operator, supervisor):
    asked = close(supervisor, triaged(operator, taken.report))

    with pytest.raises(Denied):
        confirm_closing(actor=supervisor, report_id=asked.pk, opened_version=asked.version)


def test_the_second_person_may_keep_it_open(taken, operator, supervisor):
    asked = close(operator, triaged(operator, taken.report))

    kept = keep_open(actor=supervisor, report_id=asked.pk, opened_version=asked.version)

    assert (kept.state, kept.closing_reason, kept.closing_asked_by) == ("triaged", "", None)


def test_a_report_nobody_triaged_cannot_be_closed(taken, operator):
    with pytest.raises(Denied):
        close(operator, taken.report)


def test_a_closed_report_is_reopened_by_triage(taken, operator):
    closed = close(operator, triaged(operator, taken.report, NO_SIGNS))

    again = triaged(operator, closed, Decision("normal", TriageReason.NEW_INFORMATION, 1))

    assert (again.state, again.closing_reason) == ("triaged", "")


def test_mentioned_people_are_sealed_and_open_no_file(taken, operator):
    mention_person(
        actor=operator,
        report_id=taken.report.pk,
        role=MentionedAs.POSSIBLE_VICTIM,
        alias="La muchacha del delantal",
        details="Unos veinte años.",
    )

    (person,) = open_report(actor=operator, report_id=taken.report.pk).mentioned
    assert (person.alias, person.details) == ("La muchacha del delantal", "Unos veinte años.")
    assert repr(MentionedPerson.objects.get().alias) == "Sealed(…)"


def test_a_mentioned_person_has_a_role_of_the_list(taken, operator):
    with pytest.raises(NotAllowedHere):
        mention_person(actor=operator, report_id=taken.report.pk, role="boss", alias="X")


def test_the_queue_is_heaviest_first_and_pages_by_place(taken, operator, django_assert_num_queries):
    desk = taken.report.desk
    urgent = taken_in(desk, danger="yes").report
    others = [taken_in(desk).report for _number in range(26)]

    first = list_queue(actor=operator, states=OPEN)
    second = list_queue(actor=operator, states=OPEN, after=first.next_place)

    listed = [report.pk for report in first.reports + second.reports]
    assert first.reports[0] == urgent
    assert (len(first.reports), len(second.reports)) == (25, 3)
    assert second.next_place is None
    assert set(listed) == {taken.report.pk, urgent.pk, *(report.pk for report in others)}
    assert first.counts == {"received": 28}
