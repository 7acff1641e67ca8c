"""The second wall alone: what PostgreSQL itself shows, without any filter of ours, as the
application's true role."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import given
from hypothesis.extra.django import TestCase

from amparo.cases.models import Case, Event, Need, Note
from amparo.cases.services import add_event, add_need, add_note
from amparo.cases.services.writing import EventFields
from amparo.kernel import clock
from amparo.kernel.access.actor import PUBLIC, Actor, system_actor
from amparo.kernel.access.classes import append_only_models
from amparo.kernel.access.doors import reading
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.rowlevel.declared import EXEMPT, EXEMPT_TABLES, RULES
from amparo.kernel.access.rowlevel.install import here, table_of
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.models import Wrap
from amparo.persons.models import Consent, Person, Share
from amparo.reports.models import Exclusion, Message, Report
from amparo.reports.services.intake import Told, take_in
from tests.factories import kernel
from tests.proofs.scenes import walked
from tests.proofs.test_visibility import World, build, worlds

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rules are PostgreSQL's"),
]
CHILDREN = (Event, Need, Note)
CLUSTER = os.environ.get("AMPARO_TEST_CLUSTER", "")


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  a table of ours
        return int(cursor.fetchone()[0])


def with_children(world: World) -> None:
    """An event, a need and a note in every file, written by somebody who serves her."""
    today = clock.today()
    for person in world.persons:
        serving = TeamMember.objects.filter(team=person.team, membership__role="case_lead").on(
            today
        )
        places = Membership.objects.select_related("user", "desk__organisation")
        who = actor_of(places.filter(pk__in=serving.values("membership")).earliest("pk"))
        case = Case.objects.get(person=person)
        common = {"actor": who, "case_id": case.pk, "on": today}
        add_event(**common, fields=EventFields(kind="recruitment", narrative="Inventado"))
        add_need(**common, kind="health", words="Inventado")
        add_note(**common, kind="team", text="Inventado")


class RowsAlone(TestCase):
    @given(plan=worlds)
    def test_without_any_filter_each_actor_is_shown_what_the_rule_says(self, plan):
        world = build(plan)
        with_children(world)
        for who, actor in enumerate(world.actors):
            mine = {n for n in range(len(world.persons)) if world.sees(who, n)}
            people = {world.persons[n].pk for n in mine}
            subjects = {world.persons[n].public_id for n in mine}
            with reading(actor):
                assert set(Person.objects.values_list("pk", flat=True)) == people
                assert set(Case.objects.values_list("person", flat=True)) == people
                for child in CHILDREN:
                    rows = child._default_manager.values_list("subject", flat=True)
                    assert Counter(rows) == dict.fromkeys(subjects, 1)
                self.check_shares(actor)
                wraps = set(Wrap.objects.values_list("subject", flat=True))
            served = {world.persons[n].public_id for n, one in world.served if one == who}
            assert wraps <= subjects | served | self.shared_with(actor)

    def check_shares(self, actor: Actor) -> None:
        teams = set(Person.objects.values_list("pk", flat=True))
        for model in (Consent, Share):
            for person, desk in model._default_manager.values_list("person", "desk"):
                assert desk == actor.desk_id or person in teams

    def shared_with(self, actor: Actor) -> set[Any]:
        """A wrap may rest with a desk after its share is over: it opens nothing (`unlock`)."""
        shares = Share.objects.filter(desk_id=actor.desk_id)
        return set(shares.values_list("person__public_id", flat=True))


def test_a_report_is_shown_to_its_desk_alone_and_to_nobody_it_excludes(db):
    desks = [kernel.DeskFactory(receives_reports=True) for _two in range(2)]
    take_in(told=Told(narrative="Inventado para la prueba"))
    report = Report.objects.get()
    other = next(desk for desk in desks if desk.pk != report.desk_id)
    own, colleague = (kernel.actor("intake_operator", report.desk) for _two in range(2))
    Exclusion.objects.create(report=report, membership_id=colleague.member)

    shown = {}
    for name, actor, holds in (
        ("own", own, []),
        ("excluded", colleague, []),
        ("other desk", kernel.actor("intake_operator", other), []),
        ("case worker", kernel.actor("case_worker", report.desk), []),
        ("public", PUBLIC, [report.pk]),
        ("intake", system_actor("intake"), []),
        ("receipt", system_actor("intake"), [report.locator]),
        ("another receipt", system_actor("intake"), ["000000"]),
    ):
        with reading(actor, holds=holds):
            shown[name] = Report.objects.count()
            assert Message.objects.count() == 0

    assert {name for name, rows in shown.items() if rows} == {"own", "receipt"}


def test_without_a_context_every_table_is_empty(db):
    with_children(build(EMPTY_PLAN))
    kernel.DeskFactory(receives_reports=True)
    take_in(told=Told(narrative="Inventado para la prueba"))
    full = {table_of(label) for label in here(RULES) if counted(table_of(label))}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amparo_app")
        shown = {table_of(label): counted(table_of(label)) for label in here(RULES)}

    assert {table: rows for table, rows in shown.items() if rows} == {}
    assert len(full) >= 12
    assert full >= {"persons_person", "cases_note", "vault_wrap", "reports_report", "workflow_step"}


def test_somebody_without_a_role_in_anything_is_shown_only_names_of_pseudonyms(db):
    with_children(build(EMPTY_PLAN))
    with reading(PUBLIC):
        shown = {label for label in here(RULES) if counted(table_of(label))}
    assert shown <= {"audit.Pseudonym"}


def test_the_catalogue_holds_no_table_that_nobody_declared(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND relnamespace = 'public'::regnamespace"
        )
        found = {name for (name,) in cursor.fetchall()}
    named = {table_of(label) for label in here([*RULES, *EXEMPT])} | EXEMPT_TABLES.keys()
    assert found == named
    assert all(EXEMPT.values()) and len(RULES) > len(EXEMPT)


EMPTY_PLAN: dict[str, Any] = {
    "roles": ["case_lead", "case_worker", "decision_maker", "auditor"],
    "desks": [0, 1, 2, 0],
    "leads": [0, 1, 0],
    "helpers": set(),
    "left": set(),
    "consents": [],
}
ATTEMPTS = (
    "UPDATE {table} SET {key} = {key}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "DROP TABLE {table} CASCADE",
    "DROP POLICY amparo_rows ON {table}",
    "CREATE POLICY more ON {table} USING (true)",
    "ALTER POLICY amparo_rows ON {table} USING (true)",
    "CREATE TRIGGER more BEFORE INSERT ON {table} EXECUTE FUNCTION amparo_wrote()",
    "CREATE RULE more AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "GRANT ALL ON {table} TO amparo_app",
)
AROUND = (
    "CREATE TABLE copies (words text)",
    "CREATE VIEW copies AS SELECT 1",
    "CREATE OR REPLACE FUNCTION amparo_serves(bigint) RETURNS boolean RETURN true",
    "SET ROLE owner",
    "SET ROLE amparo_login",
    "SET SESSION AUTHORIZATION owner",
    "ALTER ROLE amparo_app BYPASSRLS",
    "ALTER TABLE persons_person DISABLE ROW LEVEL SECURITY",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
)


@pytest.fixture
def true_role(db):
    """A connection that logged in as the application's role: nothing lets it be anybody else."""
    import psycopg

    name = connection.settings_dict["NAME"]
    with psycopg.connect(
        f"postgresql://amparo_app@/{name}?host={CLUSTER}", autocommit=True
    ) as open_:
        yield open_


def test_the_application_changes_no_history_and_no_rule(true_role):
    import psycopg

    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)
    done = []
    attempts = [(attempt, "", "") for attempt in AROUND]
    for label in append_only_models():
        model = apps.get_model(label)
        place = (model._meta.db_table, model._meta.pk.column)
        attempts += [(attempt, *place) for attempt in ATTEMPTS]
    for attempt, table, key in attempts:
        statement = attempt.format(table=table, key=key)
        try:
            true_role.execute(statement)
            if "GRANT" not in statement:  # PostgreSQL only warns that nothing was granted
                done.append(statement)
        except refused:
            continue
    assert done == []
    for table in {table for _attempt, table, _key in attempts if table}:
        rights = true_role.execute(
            "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE, TRIGGER')", [table]
        ).fetchone()
        assert rights == (False,), table


def test_turning_the_rules_off_for_a_session_shows_nothing(true_role):
    import psycopg

    true_role.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        true_role.execute("SELECT * FROM persons_person")


def test_a_pooled_connection_comes_back_clean(db):
    who = kernel.actor("case_worker")
    with reading(who):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('amparo.membership', true), current_user")
        assert cursor.fetchone() in (("", "amparo_login"), (None, "amparo_login"))


@pytest.mark.drill
@pytest.mark.django_db
def test_the_demonstration_looks_the_same_behind_the_true_role(tmp_path):
    """Built and walked by a process whose only role is the application's: a query outside a door
    would show less than SQLite does."""
    plain = walked(tmp_path / "sqlite", cluster="")
    walled = walked(tmp_path / "postgresql", cluster=CLUSTER)

    assert plain["pages"], "nothing was walked"
    assert sum(plain["rows"].values()) > 100
    assert walled["role"] == ["amparo_app", False, False]
    for answer in ("pages", "rows"):
        assert json.dumps(walled[answer], sort_keys=True, indent=1) == json.dumps(
            plain[answer], sort_keys=True, indent=1
        )


def test_what_an_actor_did_is_hers_to_see_and_nobody_elses(db):
    who, other = (kernel.actor("case_worker") for _two in range(2))
    with_children(build(EMPTY_PLAN))
    for actor in (who, other):
        with reading(actor) as door:
            door.saw(Verb.CASE_READ, [UUID(int=7)])
    with reading(who):
        assert set(AuditRow.objects.values_list("actor", flat=True)) == {who.name}
    with reading(kernel.actor("auditor")):
        assert AuditRow.objects.values("actor").distinct().count() > 2
