"""What this app puts on her page and on the home page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.identification.choices import About, Status
from amparo.identification.due import due_in_identification
from amparo.identification.public import import_status
from amparo.identification.slots import status_panel
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk
from amparo.kernel.ui.slots import due_for, panels_for
from tests.factories.identification import authority, decided, lead, possible, presumed, talked
from tests.factories.kernel import actor
from tests.factories.persons import person, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return lead()


def labels(actor_, subject):
    return [
        str(item.label) for item in due_in_identification(actor_) if item.about == subject.code_name
    ]


def test_her_team_sees_her_status_on_her_page(who):
    subject = person(who)
    possible(who, subject)

    panel = next(
        each
        for each in panels_for("person", who, subject.public_id)
        if each.template == "identification/_panel.html"
    )

    assert panel.context["words"] == "Posible víctima"
    assert panel.context["can_screen"] is True


@pytest.mark.parametrize(
    ("parts", "shown"), [(("needs", "events"), False), (("identification",), True)]
)
def test_the_panel_shows_nothing_unless_the_share_names_identification(who, parts, shown):
    subject = person(who)
    possible(who, subject)
    reader = actor(Role.DECISION_MAKER)
    share(who, subject, Desk.objects.get(pk=reader.desk_id), *parts, purpose="protect")

    panel = status_panel(reader, subject.public_id)

    assert (panel is not None) is shown
    assert panel is None or panel.context["can_screen"] is False
    assert status_panel(lead(), subject.public_id) is None


def test_a_decision_is_awaited_once_she_agreed_and_not_before(who):
    subject = person(who)
    possible(who, subject)
    assert labels(who, subject) == []

    talked(who, subject)

    assert labels(who, subject) == ["Decisión pendiente sobre la condición"]
    assert due_in_identification(who)[0] in due_for(who)


def test_after_a_presumption_it_is_told_to_her_and_reviewed_when_its_day_comes(who):
    subject = person(who)
    presumed(who, subject)
    assert labels(who, subject) == ["Explicarle la decisión"]

    talked(who, subject, About.TOLD)
    assert labels(who, subject) == []

    clock.shift(timedelta(days=25))
    try:
        assert labels(who, subject) == ["Revisar la decisión"]
    finally:
        clock.shift(timedelta(0))


def test_what_is_due_in_a_file_is_due_to_nobody_who_may_not_see_it(who):
    subject = person(who)
    presumed(who, subject)
    reader = authority()

    assert labels(reader, subject) == []
    share(
        who,
        subject,
        Desk.objects.get(pk=reader.desk_id),
        "identification",
        "events",
        purpose="protect",
    )

    assert labels(reader, subject) == ["Explicarle la decisión"]
    assert labels(actor(Role.STATISTICIAN), subject) == []
    assert AuditRow.objects.filter(verb=Verb.CASE_LISTED, actor=reader.name).count() == 1


def test_inherited_records_cost_the_home_page_nothing(who):
    def queries():
        with CaptureQueriesContext(connection) as made:
            assert due_in_identification(who) == []
        return len(made)

    def inherit():
        import_status(
            actor=who,
            person=person(who),
            status="confirmed",
            deciding_body="police",
            on=clock.today(),
        )

    none = queries()
    for _each in range(3):
        inherit()

    assert queries() == none


def test_an_inherited_status_wakes_up_when_she_is_talked_to(who):
    subject = person(who)
    import_status(
        actor=who, person=subject, status="possible", deciding_body="ngo", on=clock.today()
    )
    assert labels(who, subject) == []

    talked(who, subject)

    assert labels(who, subject) == ["Decisión pendiente sobre la condición"]


def test_a_review_asked_for_is_awaited_thirty_days(who):
    subject = person(who)
    presumed(who, subject)
    decided(who, subject, Status.NOT_CONFIRMED)
    decided(who, subject, Status.UNDER_REVIEW, reasons="")

    item = next(
        one
        for one in due_in_identification(who)
        if one.label == "Decisión pendiente sobre la condición"
    )

    assert item.due_at.date() == clock.today() + timedelta(days=30)
