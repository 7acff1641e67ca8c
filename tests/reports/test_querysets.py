import pytest

from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC, system_actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.reports.models import Exclusion, Report
from amparo.reports.services.opening import open_report
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory, actor
from tests.factories.reports import taken_in

pytestmark = pytest.mark.django_db


def desk_in(country, organisation=None):
    organisation = organisation or OrganisationFactory(country=country)
    return DeskFactory(organisation=organisation, receives_reports=True)


def seen_by(someone):
    return set(Report.objects.visible_to(someone, on=clock.today()))


def test_visible_are_the_reports_of_ones_own_desk_and_no_others():
    desk = desk_in("CR")
    own = taken_in(desk).report
    elsewhere = taken_in(desk_in("PA")).report  # another institution's
    sister = DeskFactory(organisation=desk.organisation)
    moved = taken_in(desk).report
    Report.objects.filter(pk=moved.pk).update(desk=sister)  # same institution, another desk

    assert seen_by(actor(desk=desk)) == {own}
    assert elsewhere not in seen_by(actor(desk=sister))


def test_other_roles_at_the_same_desk_see_none():
    desk = desk_in("CR")
    report = taken_in(desk).report

    seeing = {role for role in Role if report in seen_by(actor(role, desk=desk))}

    assert seeing == {
        Role.INTAKE_OPERATOR,
        Role.INTAKE_SUPERVISOR,
        Role.INTEGRITY_OFFICER,
        Role.LABOUR_INSPECTOR,
    }


def test_neither_the_public_nor_a_system_task_sees_any():
    taken_in(desk_in("CR"))

    assert seen_by(PUBLIC) == seen_by(system_actor("intake")) == set()


def test_an_excluded_person_sees_it_from_none_of_her_places():
    desk = desk_in("CR")
    report, other = taken_in(desk).report, taken_in(desk).report
    operator = MembershipFactory(desk=desk)
    supervisor = MembershipFactory(desk=desk, user=operator.user, role=Role.INTAKE_SUPERVISOR)
    Exclusion.objects.create(report=report, membership=operator)

    assert seen_by(actor_of(operator)) == seen_by(actor_of(supervisor)) == {other}


def test_an_excluded_institution_sees_it_at_none_of_its_desks():
    desk = desk_in("CR")
    report = taken_in(desk).report
    Exclusion.objects.create(report=report, organisation=desk.organisation)

    assert seen_by(actor(desk=desk)) == set()


def test_likeness_is_found_among_what_one_may_read_and_nowhere_else():
    desk, text = desk_in("CR"), "Placa ABC-123 y teléfono 8888 1111"
    here, alike, hidden = (taken_in(desk, text).report for _number in range(3))
    taken_in(desk, "Otra cosa, 7777 0000")
    someone = MembershipFactory(desk=desk)
    Exclusion.objects.create(report=hidden, membership=someone)

    hints = open_report(actor=actor_of(someone), report_id=here.pk).hints

    assert [(hint.report, hint.shared) for hint in hints] == [(alike, 2)]


def test_the_queue_puts_weight_before_clock_and_clock_before_arrival():
    desk = desk_in("CR")
    normal, danger, unsure = (
        taken_in(desk, danger=danger).report for danger in ("no", "yes", "unsure")
    )
    triaged = taken_in(desk).report
    Report.objects.filter(pk=triaged.pk).update(due_at=None)

    assert list(Report.objects.in_queue_order()) == [danger, unsure, normal, triaged]


def test_what_comes_after_a_place_is_the_rest_of_the_queue():
    desk = desk_in("CR")
    for danger in ("no", "yes", "unsure", "no", "yes"):
        taken_in(desk, danger=danger)
    whole = list(Report.objects.in_queue_order())

    for position, report in enumerate(whole):
        place = (report.weight, report.clock_at, report.received_at, report.pk)
        assert list(Report.objects.in_queue_order().after(place)) == whole[position + 1 :]
