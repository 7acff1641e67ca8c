"""Recording screenings and waivers."""

from __future__ import annotations

import pytest

from amparo.identification import services
from amparo.identification.errors import NothingAnswered, WrongInstrument
from amparo.identification.models import Screening, ScreeningWaiver, StatusDecision
from amparo.identification.scoring import FormIsEmpty, UnknownAnswer, UnknownQuestion
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk
from tests.factories.identification import SIGN, lead, screened
from tests.factories.kernel import actor
from tests.factories.persons import person

pytestmark = pytest.mark.django_db


def record(who, subject, form="unodc_general", **answers):
    return services.record_screening(
        actor=who, person_id=subject.pk, form=form, answers=answers, on=clock.today()
    )


def test_answers_are_kept_as_given_and_the_rest_counts_as_not_asked():
    who = lead()
    subject = person(who)

    kept = screened(who, subject, must_work_unwilling="yes", cannot_leave_work="declined")

    assert kept.answers == {"must_work_unwilling": "yes", "cannot_leave_work": "declined"}
    assert kept.result["present"] == ["must_work_unwilling"]
    counts = kept.result["counts"]
    assert (counts["yes"], counts["declined"], counts.get("no", 0)) == (1, 1, 0)
    assert counts["not_asked"] > 0
    assert (kept.form, kept.form_version, kept.noted_on) == ("unodc_general", "1", clock.today())


def test_a_screening_sets_no_status_and_never_changes_an_earlier_one():
    who = lead()
    subject = person(who)
    first = screened(who, subject)
    before = Screening.objects.filter(pk=first.pk).values().get()

    screened(who, subject, **{SIGN: "no"})

    assert Screening.objects.filter(pk=first.pk).values().get() == before
    assert Screening.objects.filter(person=subject).count() == 2
    assert not StatusDecision.objects.exists()


def test_a_screening_leaves_a_row_in_the_audit_with_the_instrument_and_no_answer():
    who = lead()
    subject = person(who)

    screened(who, subject)

    row = next(one for one in rows_about(subject.public_id) if one.verb == Verb.SCREENING_DONE)
    assert (row.actor, row.details, row.fields) == (who.name, {"form": "unodc_general"}, [])


@pytest.mark.parametrize("age", ["child", "in_doubt"])
def test_a_child_and_an_age_in_doubt_get_the_child_instrument_and_not_the_adult_one(age):
    who = lead()
    subject = person(who, age_group=age)

    with pytest.raises(WrongInstrument):
        record(who, subject, "delphi_labour_adult", **{SIGN: "yes"})

    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("form", "answers", "refusal"),
    [
        ("unodc_general", {}, NothingAnswered),
        ("unodc_general", {"no_such_question": "yes"}, UnknownQuestion),
        ("unodc_general", {SIGN: "perhaps"}, UnknownAnswer),
        ("country_protocol", {SIGN: "yes"}, FormIsEmpty),
        ("delphi_sexual_adult", {SIGN: "yes"}, KeyError),
    ],
)
def test_what_is_not_of_the_instrument_is_refused(form, answers, refusal):
    who = lead()
    subject = person(who)

    with pytest.raises(refusal):
        record(who, subject, form, **answers)

    assert not Screening.objects.exists()


def test_a_colleague_of_the_same_desk_who_is_not_on_her_team_cannot_screen_her():
    who = lead()
    subject = person(who)
    colleague = actor(Role.CASE_WORKER, desk=_desk_of(who))

    with pytest.raises(Denied):
        screened(colleague, subject)

    assert not Screening.objects.exists()


def test_not_asking_is_written_down_with_its_reason():
    who = lead()
    subject = person(who)

    services.waive_screening(
        actor=who, person_id=subject.pk, reason="already_asked", on=clock.today()
    )

    assert ScreeningWaiver.objects.get().reason == "already_asked"
    row = next(one for one in rows_about(subject.public_id) if one.verb == Verb.SCREENING_WAIVED)
    assert row.details == {"reason": "already_asked"}


def test_not_asking_without_a_listed_reason_is_refused():
    who = lead()
    subject = person(who)

    with pytest.raises(ValueError, match="because"):
        services.waive_screening(
            actor=who, person_id=subject.pk, reason="because", on=clock.today()
        )
    with pytest.raises(Denied):
        services.waive_screening(
            actor=lead(), person_id=subject.pk, reason="not_able", on=clock.today()
        )

    assert not ScreeningWaiver.objects.exists()


def _desk_of(who):
    return Desk.objects.get(pk=who.desk_id)
