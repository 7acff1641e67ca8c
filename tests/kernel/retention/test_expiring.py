from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.retention.errors import AlreadyDecided, HeldByLaw, KeepingNeedsReason
from amparo.kernel.retention.expiring import confirm_expiry, due_expiries, keep_longer, propose
from amparo.kernel.retention.holding import place_hold
from amparo.kernel.retention.models import Expiry
from amparo.kernel.vault.models import Wrap
from amparo.kernel.workflow.models import Step
from amparo.reports.choices import Channel
from amparo.reports.models import Message, Report, ReportToken
from amparo.reports.services.mailbox import open_mailbox, write_from_mailbox
from tests.factories.cases import full_case, worker
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A case closed ten years and a day ago, and the officer of its institution."""
    lead = worker(role=Role.CASE_LEAD)
    desk = DeskFactory(organisation=lead.desk.organisation)
    officer = actor_of(MembershipFactory(role=Role.DATA_PROTECTION, desk=desk))
    case = full_case(actor_of(lead))
    close(case, days=3651)
    return officer, case


def close(case, *, days):
    case.opened_on = case.closed_on = clock.today() - timedelta(days=days)
    case.state, case.closing_reason = "closed", "goals_reached"
    case.save()


def test_a_file_is_proposed_once_its_term_is_over_and_not_a_day_before(scene):
    officer, case = scene
    close(case, days=3649)
    assert propose(on=clock.today()) == 0

    close(case, days=3650)

    assert propose(on=clock.today()) == 1
    assert propose(on=clock.today()) == 0
    assert [each.about for each in due_expiries(officer)] == [case.subject]


def test_nothing_is_erased_until_somebody_confirms(scene):
    officer, case = scene
    propose(on=clock.today())
    assert Wrap.objects.filter(subject=case.subject).exists()

    confirm_expiry(actor=officer, expiry_id=Expiry.objects.get().pk, version=1, on=clock.today())

    assert not Wrap.objects.filter(subject=case.subject).exists()
    assert due_expiries(officer) == []
    assert propose(on=clock.today()) == 0


def test_an_order_stops_the_proposal_and_the_confirmation(scene):
    officer, case = scene
    propose(on=clock.today())
    place_hold(actor=officer, subject=case.subject, order="Orden 1", on=clock.today())
    expiry = Expiry.objects.get()

    with pytest.raises(HeldByLaw):
        confirm_expiry(actor=officer, expiry_id=expiry.pk, version=1, on=clock.today())

    expiry.delete()
    assert propose(on=clock.today()) == 0


def test_it_is_kept_longer_for_a_reason_and_until_a_day(scene):
    officer, _case = scene
    propose(on=clock.today())
    expiry, today = Expiry.objects.get(), clock.today()
    call = {"actor": officer, "expiry_id": expiry.pk, "version": 1, "on": today}
    for reason, until in (("", today + timedelta(days=9)), ("Juicio", today), ("Juicio", None)):
        with pytest.raises(KeepingNeedsReason):
            keep_longer(reason=reason, until=until, **call)

    keep_longer(reason="Juicio", until=today + timedelta(days=9), **call)

    assert propose(on=today) == 0
    assert propose(on=today + timedelta(days=10)) == 1
    with pytest.raises(AlreadyDecided):
        keep_longer(reason="Juicio", until=today + timedelta(days=9), **call)


def test_only_the_officer_of_that_institution_decides(scene):
    officer, _case = scene
    propose(on=clock.today())
    expiry = Expiry.objects.get()
    stranger = actor_of(MembershipFactory(role=Role.DATA_PROTECTION))

    with pytest.raises(Denied):
        confirm_expiry(actor=stranger, expiry_id=expiry.pk, version=1, on=clock.today())
    with pytest.raises(ChangedSinceOpened):
        confirm_expiry(actor=officer, expiry_id=expiry.pk, version=7, on=clock.today())


def test_words_of_a_closed_report_go_and_its_codes_stay():
    taken = taken_in()
    report, desk = taken.report, taken.report.desk
    officer = actor_of(
        MembershipFactory(
            role=Role.DATA_PROTECTION, desk=DeskFactory(organisation=desk.organisation)
        )
    )
    report.state, report.closing_reason = "closed", "no_signs"
    report.save()
    Step.objects.create(
        subject=report.pk,
        machine="report",
        target="closed",
        actor="user:x",
        at=datetime.combine(clock.today() - timedelta(days=366), datetime.min.time(), tzinfo=UTC),
    )
    assert propose(on=clock.today()) == 1
    wraps = set(Wrap.objects.filter(subject=report.pk).values_list("key_id", flat=True))

    confirm_expiry(actor=officer, expiry_id=Expiry.objects.get().pk, version=1, on=clock.today())

    kept = Report.objects.get(pk=report.pk)
    assert (kept.country, kept.channel, kept.state) == (report.country, report.channel, "closed")
    assert not kept.narrative
    assert not wraps & set(Wrap.objects.filter(subject=report.pk).values_list("key_id", flat=True))
    assert not ReportToken.objects.filter(report=report).exists()
    assert [message for message in Message.objects.filter(report=report) if message.text] == []
    assert propose(on=clock.today()) == 0
    code = taken.receipt.code
    opened = open_mailbox(typed=code, channel=Channel.WEB)
    assert opened is not None
    assert [line.text for line in opened.lines] == [""]
    again = write_from_mailbox(typed=code, text="Sé algo nuevo.", channel=Channel.WEB)
    assert again is not None
    assert again.lines[-1].text == "Sé algo nuevo."
