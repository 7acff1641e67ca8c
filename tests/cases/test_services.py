"""Each way out of the services of cases."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from amparo.cases import services
from amparo.cases.choices import GoalState, NeedState
from amparo.cases.models import Case, Event, Goal, Need, Note
from amparo.cases.services.teamwork import NotAColleague
from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import LIMIT_BYTES, FileTooLarge
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.workflow import IllegalTransition
from amparo.kernel.workflow.models import Step
from amparo.kernel.workflow.services import StepRefused
from amparo.persons.errors import BasisNeedsWords, SamePerson
from amparo.persons.models import Person
from amparo.persons.services import open_group
from tests.factories.cases import (
    CONTENT,
    FILE,
    GOAL,
    NARRATIVE,
    NEED,
    NOTE,
    PLACE,
    as_actor,
    case,
    full_case,
)
from tests.factories.kernel import DeskFactory, actor
from tests.factories.persons import NAME, fields, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return actor(Role.CASE_LEAD)


def at(opened: Case) -> dict:
    return {"case_id": opened.pk, "on": clock.today()}


def text(who, record, name: str) -> str | None:
    return unlock(who, [record.subject], clock.today()).text(record, name)


def colleague_of(who, role: Role = Role.CASE_WORKER) -> Membership:
    desk = Membership.objects.get(pk=who.membership_id).desk
    return Membership.objects.get(pk=actor(role, desk).membership_id)


# --- opening


def test_file_and_case_open_together_in_the_first_state(lead):
    opened = case(lead)
    assert (opened.state, opened.country) == ("open", "CR")
    assert Step.objects.get(subject=opened.public_id).target == "open"
    verbs = AuditRow.objects.values_list("verb", flat=True)
    assert sorted(verbs) == ["case.opened", "person.opened"]


def test_a_refused_file_leaves_no_case(lead):
    with pytest.raises(BasisNeedsWords):
        case(lead, basis="vital_interest")
    with pytest.raises(Denied):
        case(actor(Role.STATISTICIAN))
    assert not Case.objects.exists() and not Person.objects.exists()


# --- writing


def test_everything_written_is_sealed_and_read_back_by_the_team(lead):
    opened = full_case(lead)
    event, need, goal = Event.objects.get(), Need.objects.get(), Goal.objects.get()

    assert (text(lead, event, "place"), text(lead, event, "narrative")) == (PLACE, NARRATIVE)
    assert text(lead, need, "words") == NEED and text(lead, goal, "words") == GOAL
    assert text(lead, Note.objects.get(), "text") == NOTE
    stored, content = services.open_attachment(
        actor=lead, file=StoredFile.objects.get().public_id, **at(opened)
    )
    assert (text(lead, stored, "name"), content) == (FILE, CONTENT)


def test_nobody_outside_the_team_writes_in_a_case(lead):
    opened, stranger = case(lead), actor(Role.CASE_LEAD)
    place = at(opened) | {"actor": stranger}
    event = services.EventFields(kind="other")
    attempts = [
        lambda: services.add_event(fields=event, **place),
        lambda: services.add_need(kind="food_clothes", words="", **place),
        lambda: services.add_goal(words="x", due_on=None, **place),
        lambda: services.add_note(kind="team", text="x", **place),
        lambda: services.attach_file(name="x", content=b"x", **place),
        lambda: services.set_modalities(
            actor=stranger, case_id=opened.pk, version=1, modalities=["labour"]
        ),
        lambda: services.join_team(membership=colleague_of(stranger), **place),
        lambda: services.move_case(target="active", version=1, **place),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()
    assert AuditRow.objects.filter(verb="refused").count() == len(attempts)


def test_a_file_over_twenty_megabytes_is_refused(lead):
    with pytest.raises(FileTooLarge):
        services.attach_file(
            actor=lead, name="x", content=b"0" * (LIMIT_BYTES + 1), **at(case(lead))
        )


def test_needs_and_goals_are_answered_once_per_version(lead):
    full_case(lead)
    need, goal = Need.objects.get(), Goal.objects.get()
    need_said = {"actor": lead, "need_id": need.pk, "version": 1, "state": NeedState.MET}
    goal_said = {"actor": lead, "goal_id": goal.pk, "version": 1, "state": GoalState.REACHED}

    assert services.answer_need(**need_said).state == "met"
    assert services.answer_goal(**goal_said).state == "reached"
    with pytest.raises(ChangedSinceOpened):
        services.answer_need(**need_said)
    with pytest.raises(ChangedSinceOpened):
        services.answer_goal(**goal_said)


def test_a_stranger_answers_no_need_and_no_goal(lead):
    full_case(lead)
    stranger = actor(Role.CASE_LEAD)
    with pytest.raises(Denied):
        services.answer_need(
            actor=stranger, need_id=Need.objects.get().pk, version=1, state=NeedState.MET
        )
    with pytest.raises(Denied):
        services.answer_goal(
            actor=stranger, goal_id=Goal.objects.get().pk, version=1, state=GoalState.REACHED
        )


def test_a_case_has_several_modalities_each_once(lead):
    opened = case(lead)
    chosen = {"actor": lead, "case_id": opened.pk, "modalities": ["sexual", "labour", "labour"]}
    assert services.set_modalities(version=1, **chosen).modalities == ["labour", "sexual"]
    with pytest.raises(ChangedSinceOpened):
        services.set_modalities(version=1, **chosen)


# --- team


def test_a_colleague_joins_once_and_a_stranger_never(lead):
    opened, colleague = case(lead), colleague_of(lead)
    first = services.join_team(actor=lead, membership=colleague, **at(opened))
    assert services.join_team(actor=lead, membership=colleague, **at(opened)) == first

    stranger = Membership.objects.get(pk=actor(Role.CASE_WORKER).membership_id)
    with pytest.raises(NotAColleague):
        services.join_team(actor=lead, membership=stranger, **at(opened))


# --- workflow


def moved(who, opened: Case, target: str, reason: str = "") -> Case:
    opened.refresh_from_db()
    return services.move_case(
        actor=who, version=opened.version, target=target, reason=reason, **at(opened)
    )


def test_help_starts_without_a_plan_and_a_plan_needs_a_goal(lead):
    opened = case(lead)
    assert moved(lead, opened, "active").state == "active"
    with pytest.raises(StepRefused):
        moved(lead, opened, "planned")
    services.add_goal(actor=lead, words=GOAL, due_on=None, **at(opened))
    assert moved(lead, opened, "planned").state == "planned"


def test_closing_takes_two_people_a_reason_and_no_open_need(lead):
    opened = full_case(lead)
    services.join_team(actor=lead, membership=colleague_of(lead), **at(opened))
    with pytest.raises(StepRefused):
        moved(lead, opened, "closure_requested", "goals_reached")
    need = Need.objects.get()
    services.answer_need(actor=lead, need_id=need.pk, version=1, state=NeedState.MET)
    with pytest.raises(StepRefused):
        moved(lead, opened, "closure_requested")
    moved(lead, opened, "closure_requested", "goals_reached")
    with pytest.raises(StepRefused):
        moved(lead, opened, "closed", "goals_reached")

    second = Membership.objects.exclude(pk=lead.membership_id).get()
    closed = moved(as_actor(second), opened, "closed", "goals_reached")
    assert (closed.closed_on, closed.closing_reason) == (clock.today(), "goals_reached")
    reopened = moved(lead, opened, "active", "asked_to_return")
    assert (reopened.closed_on, reopened.closing_reason) == (None, "")


def test_an_impossible_step_and_an_old_version_are_refused(lead):
    opened = case(lead)
    with pytest.raises(IllegalTransition):
        moved(lead, opened, "closed", "died")
    with pytest.raises(ChangedSinceOpened):
        services.move_case(actor=lead, version=7, target="active", **at(opened))


# --- readings


def test_a_name_is_read_with_its_reason_in_the_record(lead):
    opened = case(lead, birth="2005")
    read = services.read_identity(actor=lead, reason="meeting", **at(opened))

    assert (read.name, read.birth, read.document) == (NAME, "2005", "")
    row = AuditRow.objects.get(verb="name.read")
    assert (row.details, row.fields) == ({"reason": "meeting"}, ["birth", "document", "name"])


def test_a_desk_reads_only_the_part_of_her_identity_that_she_allowed(lead):
    opened, reader = case(lead, birth="2005"), actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    with pytest.raises(Denied):
        services.read_identity(actor=reader, reason="meeting", **at(opened))
    share(lead, opened.person, desk, "birth")

    read = services.read_identity(actor=reader, reason="meeting", **at(opened))
    assert (read.name, read.birth, read.document) == (None, "2005", None)


def test_an_original_opens_for_the_team_and_for_a_consent_that_names_files(lead):
    opened, reader = full_case(lead), actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    asked = {"actor": reader, "file": StoredFile.objects.get().public_id} | at(opened)
    share(lead, opened.person, desk, "notes")  # the same data class, another part
    with pytest.raises(Denied):
        services.open_attachment(**asked)

    share(lead, opened.person, desk, "files")
    assert services.open_attachment(**asked)[1] == CONTENT


def test_an_original_of_another_case_is_not_found(lead):
    full_case(lead)
    with pytest.raises(StoredFile.DoesNotExist):
        services.open_attachment(
            actor=lead, file=StoredFile.objects.get().public_id, **at(case(lead))
        )


# --- groups and joining


def sitting(who, cards: int = 3):
    return open_group(actor=who, cards=cards, place="CR-SJ", on=clock.today())


def row(card: int, **given) -> services.CardRow:
    base = {"age_group": "adult", "may_contact": "unknown", "basis": "contact"}
    return services.CardRow(card=card, **(base | given))


def test_a_quick_row_keeps_whom_she_came_with_and_what_she_agreed_to(lead):
    said = row(1, known_as="Luz", language="pt", companions=[2, 3], agreed=["care", "file"])
    opened = services.register_row(actor=lead, group=sitting(lead), row=said, on=clock.today())

    notes = [text(lead, note, "text") for note in Note.objects.order_by("pk")]
    assert notes == [
        "Dio su acuerdo a: que la atendamos, que guardemos su ficha.",
        "Viene con las tarjetas: 2, 3.",
    ]
    assert text(lead, opened.person, "known_as") == "Luz"


@pytest.mark.parametrize("companions", [[1], [4], [0]])
def test_a_row_with_impossible_companions_leaves_nothing(lead, companions):
    with pytest.raises(ValidationError):
        services.register_row(
            actor=lead,
            group=sitting(lead),
            row=row(1, companions=companions),
            on=clock.today(),
        )
    assert not Person.objects.exists()


def test_joining_two_files_loses_no_word_of_either(lead):
    kept, joined = full_case(lead, sex="female"), full_case(lead, sex="male")
    services.set_modalities(actor=lead, case_id=joined.pk, version=1, modalities=["labour"])
    share(lead, joined.person, DeskFactory(), "notes")
    done = services.join_files(
        actor=lead, kept_id=kept.person_id, joined_id=joined.person_id, on=clock.today()
    )

    assert done.pk == kept.pk and done.modalities == ["labour"]
    for model, name in ((Event, "narrative"), (Need, "words"), (Goal, "words")):
        rows = model.objects.filter(case=done)
        assert [text(lead, each, name) for each in rows] == [text(lead, rows[0], name)] * 2
    notes = {text(lead, note, "text") for note in Note.objects.filter(case=done)}
    assert notes == {NOTE, "Al unir dos fichas decían cosas distintas: Sexo: Mujer / Hombre."}
    for stored in StoredFile.objects.all():
        opened = services.open_attachment(actor=lead, file=stored.public_id, **at(done))
        assert opened[1] == CONTENT


def test_whoever_accompanied_the_joined_file_goes_on_accompanying_her(lead):
    kept, joined = case(lead), case(lead)
    colleague = colleague_of(lead)
    services.join_team(actor=lead, membership=colleague, **at(joined))
    services.join_files(
        actor=lead, kept_id=kept.person_id, joined_id=joined.person_id, on=clock.today()
    )
    assert Case.objects.visible_to(as_actor(colleague), on=clock.today()).get() == kept


def test_a_refused_joining_changes_nothing(lead):
    mine, theirs = case(lead), case(actor(Role.CASE_LEAD))
    pair = {"actor": lead, "on": clock.today()}
    with pytest.raises(Denied):
        services.join_files(kept_id=mine.person_id, joined_id=theirs.person_id, **pair)
    with pytest.raises(SamePerson):
        services.join_files(kept_id=mine.person_id, joined_id=mine.person_id, **pair)
    assert Person.objects.filter(merged_into=None).count() == 2


def test_the_report_that_led_to_her_stays_with_the_joined_file(lead):
    report = uuid4()
    kept = case(lead)
    joined = services.open_file(actor=lead, fields=fields(), on=clock.today(), from_report=report)
    done = services.join_files(
        actor=lead, kept_id=kept.person_id, joined_id=joined.person_id, on=clock.today()
    )
    assert done.from_report == report
