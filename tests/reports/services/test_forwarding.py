import pytest

from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.vault.models import Wrap
from amparo.reports.choices import Channel, StepReason, TriageReason
from amparo.reports.errors import ExcludedThere, NobodyWouldBeLeft, NotAllowedHere
from amparo.reports.models import Exclusion, Report
from amparo.reports.services.exclusions import exclude
from amparo.reports.services.forwarding import desks_for, forward_report
from amparo.reports.services.mailbox import open_mailbox
from amparo.reports.services.opening import open_report
from amparo.reports.services.triage import Decision, triage_report
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory, actor
from tests.factories.reports import NARRATIVE, taken_in

pytestmark = pytest.mark.django_db
DECISION = Decision("soon", TriageReason.CONFINED, indicators=2)


@pytest.fixture
def operator():
    return actor(desk=DeskFactory(receives_reports=True))


@pytest.fixture
def other_desk():
    return DeskFactory(organisation=OrganisationFactory(country="PA"), receives_reports=True)


@pytest.fixture
def taken(operator):
    from amparo.kernel.organisations.models import Desk

    report, receipt = taken_in(Desk.objects.get(pk=operator.desk_id))
    triage_report(actor=operator, report_id=report.pk, opened_version=1, decision=DECISION)
    return report, receipt


def forward(operator, report, desk, version=2, **options):
    return forward_report(
        actor=operator,
        report_id=report.pk,
        opened_version=version,
        desk=desk.public_id,
        reason=StepReason.COMPETENCE,
        **options,
    )


def test_the_new_desk_opens_it_and_the_old_one_does_not(taken, operator, other_desk):
    report, receipt = taken

    forward(operator, report, other_desk)

    opened = open_report(actor=actor(desk=other_desk), report_id=report.pk)
    assert (opened.narrative, opened.report.state) == (NARRATIVE, "forwarded")
    with pytest.raises(Report.DoesNotExist):
        open_report(actor=operator, report_id=report.pk)
    holders = set(Wrap.objects.filter(subject=report.pk).values_list("recipient__owner", flat=True))
    assert holders == {other_desk.public_id, report.public_id}
    assert open_mailbox(typed=receipt.code, channel=Channel.WEB).progress == "passed_on"


def test_the_new_desks_clock_starts_when_it_receives_it(taken, operator, other_desk):
    forwarded = forward(operator, taken[0], other_desk)

    assert forwarded.due_at > clock.now()
    assert forwarded.received_at.hour == forwarded.received_at.minute == 0


def test_duplicates_are_found_again_under_the_new_institutions_key(operator, other_desk):
    from amparo.kernel.organisations.models import Desk

    text = "Llame al 8888 1111."
    there = taken_in(other_desk, text).report
    here = taken_in(Desk.objects.get(pk=operator.desk_id), text).report
    triage_report(actor=operator, report_id=here.pk, opened_version=1, decision=DECISION)
    colleague = actor(desk=other_desk)
    assert open_report(actor=colleague, report_id=there.pk).hints == []

    forward(operator, here, other_desk)

    (hint,) = open_report(actor=colleague, report_id=there.pk).hints
    assert (hint.report, hint.shared) == (here, 1)


def test_a_desk_may_leave_its_own_institution_out_for_good(taken, operator, other_desk):
    report = taken[0]
    forward(operator, report, other_desk, leave_own_out=True)
    colleague = actor(desk=other_desk)

    triage_report(actor=colleague, report_id=report.pk, opened_version=3, decision=DECISION)
    origin = Exclusion.objects.get(report=report).organisation

    assert origin.pk == operator.organisation_id
    assert desks_for(Report.objects.get(pk=report.pk)) == []
    with pytest.raises(ExcludedThere):
        forward_report(
            actor=colleague,
            report_id=report.pk,
            opened_version=4,
            desk=operator.desk,
            reason=StepReason.COMPETENCE,
        )


def test_leaving_out_ones_own_institution_and_choosing_its_other_desk_is_refused(taken, operator):
    own = DeskFactory(organisation=taken[0].desk.organisation, receives_reports=True)

    with pytest.raises(ExcludedThere):
        forward(operator, taken[0], own, leave_own_out=True)

    assert not Exclusion.objects.exists()


def test_a_desk_that_receives_no_reports_or_holds_it_already_is_refused(taken, operator):
    report = taken[0]

    for desk in (DeskFactory(), report.desk):
        with pytest.raises(NotAllowedHere):
            forward(operator, report, desk)


def test_an_old_page_and_a_closed_way_are_refused(taken, operator, other_desk):
    report = taken[0]

    with pytest.raises(ChangedSinceOpened):
        forward(operator, report, other_desk, version=1)
    Report.objects.filter(pk=report.pk).update(state="received")
    with pytest.raises(Denied):
        forward(operator, report, other_desk)


def test_for_an_excluded_person_the_report_does_not_exist(taken):
    report = taken[0]
    implicated, witness = (MembershipFactory(desk=report.desk) for _number in range(2))
    from amparo.kernel.access.membership import actor_of

    exclude(actor=actor_of(witness), report_id=report.pk, membership=implicated.public_id)

    with pytest.raises(Report.DoesNotExist):
        open_report(actor=actor_of(implicated), report_id=report.pk)
    assert open_report(actor=actor_of(witness), report_id=report.pk).narrative == NARRATIVE


def test_an_exclusion_is_said_once_and_survives_another_desk(taken, operator, other_desk):
    report = taken[0]
    implicated = MembershipFactory(desk=other_desk)
    for _number in range(2):
        exclude(actor=operator, report_id=report.pk, membership=implicated.public_id)
    forward(operator, report, other_desk)
    from amparo.kernel.access.membership import actor_of

    assert Exclusion.objects.count() == 1
    with pytest.raises(Report.DoesNotExist):
        open_report(actor=actor_of(implicated), report_id=report.pk)


def test_an_excluded_institution_cannot_receive_it(taken, operator, other_desk):
    exclude(actor=operator, report_id=taken[0].pk, organisation=other_desk.organisation.public_id)

    with pytest.raises(ExcludedThere):
        forward(operator, taken[0], other_desk)


def test_the_last_person_of_a_desk_cannot_be_excluded(taken, operator):
    from amparo.kernel.organisations.models import Membership

    own = Membership.objects.get(pk=operator.membership_id)

    with pytest.raises(NobodyWouldBeLeft):
        exclude(actor=operator, report_id=taken[0].pk, membership=own.public_id)
    with pytest.raises(NobodyWouldBeLeft):
        exclude(actor=operator, report_id=taken[0].pk, organisation=operator.organisation)

    assert not Exclusion.objects.exists()


@pytest.mark.parametrize("both", [True, False])
def test_an_exclusion_names_one_person_or_one_institution_that_exists(taken, operator, both):
    named = {"membership": taken[0].pk, "organisation": operator.organisation} if both else {}

    with pytest.raises(NotAllowedHere):
        exclude(actor=operator, report_id=taken[0].pk, **named)
    with pytest.raises(NotAllowedHere):
        exclude(actor=operator, report_id=taken[0].pk, membership=taken[0].pk)
    with pytest.raises(NotAllowedHere):
        exclude(actor=operator, report_id=taken[0].pk, organisation=taken[0].pk)
