"""What is declared about rows: complete, without circles, and told to the engine for one door."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.classes import append_only_models
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.rowlevel import inspection
from amparo.kernel.access.rowlevel.declared import EXEMPT, RULES
from amparo.kernel.access.rowlevel.install import here, secure_tables, table_of
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.workflow.models import Step
from amparo.persons.models import Person
from tests.factories import kernel, persons

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL does")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite does it")
MINIMUM = {"audit.AuditRow", "audit.AuditSubject", "workflow.Step"} | {
    "identification.StatusDecision",
    "reports.Exclusion",
    "cases.Note",
}


def told(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [f"amparo.{name}"])
        return cursor.fetchone()[0] or ""


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def worker():
    return kernel.actor(role="case_worker")


def test_every_table_says_who_sees_its_rows_or_why_nobody_is_found_through_it():
    assert inspection.unclassified() == []


def test_a_new_table_is_refused_with_the_way_to_mend_it(monkeypatch):
    monkeypatch.delitem(RULES, "cases.Note")
    monkeypatch.setitem(EXEMPT, "cases.Event", "somebody was in a hurry")

    wrong = inspection.unclassified()

    said = dict(line.split(": ", 1) for line in wrong)
    assert said.keys() == {"cases.Event", "cases.Note"}
    assert "exempt, and holds facts" in said["cases.Event"]
    assert "declared.py" in said["cases.Note"]


def test_no_rule_leads_back_to_its_own_table():
    tables = {table_of(label): rule.asks() for label, rule in RULES.items() if label in here(RULES)}
    graph = {table: asked & tables.keys() for table, asked in tables.items()}

    order = list(TopologicalSorter(graph).static_order())  # raises CycleError

    assert set(order) >= tables.keys()
    assert graph["cases_note"] == {"persons_person"}
    assert graph["persons_share"] == set()


def test_what_may_never_change_is_declared_so():
    assert append_only_models().keys() >= MINIMUM
    assert append_only_models().keys() <= RULES.keys()


def test_nothing_is_weak_where_the_tables_were_secured():
    known = "puede saltar las reglas" if connection.vendor == "postgresql" else "nothing"

    assert [line for line in inspection.weak_points() if known not in line] == []


def test_securing_twice_changes_nothing():
    if connection.vendor == "sqlite":
        secure_tables()
        secure_tables()
    assert [line for line in inspection.weak_points() if "Falta" in line] == []


@on_sqlite
@pytest.mark.parametrize("label", sorted(append_only_models()))
def test_sqlite_refuses_to_change_or_delete(label, loose):
    table = apps.get_model(label)._meta.db_table
    key = apps.get_model(label)._meta.pk.column
    with connection.cursor() as cursor:
        make_row(cursor, table)
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {key} = 77"):  # noqa: S608
            with pytest.raises(Error, match="append-only"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  a table of ours
        assert cursor.fetchone()[0] >= 1


def make_row(cursor, table):
    """Some row, whatever the table's constraints say of it; the test's end takes it away."""
    cursor.execute(f"PRAGMA table_info({table})")
    blank = {row[1]: "x'00'" if "BLOB" in row[2].upper() else "'1'" for row in cursor.fetchall()}
    names, values = ", ".join(map(connection.ops.quote_name, blank)), ", ".join(blank.values())
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")  # noqa: S608
    cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def loose():
    """Rows without their parents, rolled back before their constraints are checked."""
    yield
    transaction.set_rollback(True)


@on_sqlite
def test_sqlite_lets_a_record_follow_the_person_and_change_nothing_else(loose):
    person = persons.person(worker())
    other = persons.person(worker())
    with connection.cursor() as cursor:
        make_row(cursor, "identification_screeningwaiver")
        cursor.execute("UPDATE identification_screeningwaiver SET person_id = %s", [person.pk])
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            cursor.execute(
                "UPDATE identification_screeningwaiver SET person_id = %s, reason = 'x'", [other.pk]
            )


@on_postgresql
def test_a_door_tells_who_acts_and_forgets_it():
    who = worker()
    person = persons.person(who)

    with reading(who):
        inside = told("actor"), told("desk"), told("teams"), told("day"), role()
    after = told("actor"), told("desk"), told("teams"), told("day")

    assert inside == (
        who.name,
        str(who.desk_id),
        str(person.team_id),
        clock.today().isoformat(),
        "amparo_app",
    )
    assert after == ("", "", "", "")
    assert role() == "amparo_login"


@on_postgresql
def test_a_door_inside_another_gives_back_what_was_told_before():
    who, task = worker(), system_actor("registry")
    with reading(who):
        before = told("actor"), told("teams")
        with writing(task):
            assert told("actor") == task.name and told("membership") == ""
        assert (told("actor"), told("teams")) == before
        with pytest.raises(LookupError), reading(task):
            raise LookupError
        assert (told("actor"), told("teams"), role()) == (*before, "amparo_app")


@on_postgresql
def test_a_team_that_opens_inside_a_door_is_served_at_once():
    who = worker()
    with writing(who):
        assert told("teams") == ""
        person = persons.person(who)
        assert told("teams") == str(person.team_id)
        assert Person.objects.filter(pk=person.pk).exists()


@on_postgresql
def test_whoever_joins_a_team_sees_its_file_from_the_next_door_on():
    lead, helper = worker(), worker()
    person = persons.person(lead)
    with reading(helper):
        assert not Person.objects.exists()
    member = Membership.objects.get(pk=helper.member)
    with writing(lead):
        add_member(team=person.team, membership=member, on=clock.today())
    with reading(helper):
        assert list(Person.objects.values_list("pk", flat=True)) == [person.pk]


@on_postgresql
def test_a_row_that_is_closed_is_refused_like_one_that_a_predicate_refuses():
    stranger, person = worker(), persons.person(worker())

    with pytest.raises(Denied) as refused, writing(stranger):
        Person.objects.select_for_update().get(pk=person.pk)

    assert isinstance(refused.value, Person.DoesNotExist)
    row = AuditRow.objects.get(verb=Verb.REFUSED)
    assert (row.actor, row.details) == (stranger.name, {"predicate": "exists_for_actor"})


@on_postgresql
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE workflow_step SET reason = 'x'", "permission denied"),
        ("DELETE FROM workflow_step", "permission denied"),
        ("TRUNCATE workflow_step", "permission denied"),
        ("ALTER TABLE workflow_step DISABLE ROW LEVEL SECURITY", "must be owner"),
    ],
)
def test_inside_a_door_history_is_only_written_forward(statement, said):
    persons.person(worker())
    before = Step.objects.count()
    with pytest.raises(Error, match=said), writing(worker()), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Step.objects.count() == before
