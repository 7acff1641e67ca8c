"""Installs the second wall, as the owner of the tables, after every migration.

On PostgreSQL: rules on every declared table, forced, and to the application's role no more rights
than it needs. On SQLite, which has neither roles nor rules: triggers that keep append-only tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

from amparo.kernel.access.classes import append_only_models
from amparo.kernel.access.rowlevel.declared import EXEMPT, EXEMPT_TABLES, FUNCTIONS, RULES
from amparo.kernel.access.rowlevel.triggers import drop_triggers, install_triggers

MARK = "amparo_serves(bigint)"  # the function whose comment says which rules are installed


def migrate_and_secure() -> None:
    """Bring the schema up to date and install the second wall, both as the tables' owner."""
    with as_owner():
        if connection.vendor == "sqlite":
            drop_triggers()  # a migration may fill a column of an append-only table
        call_command("migrate", verbosity=0, interactive=False)
        secure_tables()


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the tables (DATABASE_OWNER_URL), if it is another role."""
    ours = connection.settings_dict
    if not settings.DATABASE_OWNER:
        yield
        return
    connection.close()
    owner = {name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.settings_dict = {**ours, **owner}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = ours


def secure_tables() -> None:
    """Install what is declared; nothing happens when exactly that is installed already.

    Where the application owns its own tables (one role alone) PostgreSQL can hold nothing against
    it: then nothing is installed, and `amparo check` says so.
    """
    if connection.vendor == "sqlite":
        install_triggers()
    elif connection.vendor == "postgresql" and application_role() != connected_role():
        statements = list(_statements(application_role(), connected_role()))
        digest = digest_of(statements)
        if digest != installed_digest():
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                cursor.execute(f"COMMENT ON FUNCTION {MARK} IS '{digest}'")


def application_role() -> str:
    """The role under which classed data is read and written."""
    return settings.ROW_LEVEL_ROLE or str(settings.DATABASES["default"]["USER"])


def connected_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def wanted_digest(owner: str) -> str:
    """What `installed_digest` must be where ``owner`` owns the tables."""
    return digest_of(list(_statements(application_role(), owner)))


def digest_of(statements: list[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def installed_digest() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure(%s), 'pg_proc')", [MARK])
        found: str | None = cursor.fetchone()[0]
        return found


def here(labels: Iterable[str]) -> list[str]:
    """Those of apps that these settings install, in a fixed order."""
    installed = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return sorted(installed & set(labels))


def table_of(label: str) -> str:
    return str(apps.get_model(label)._meta.db_table)


def _statements(application: str, owner: str) -> Iterator[str]:
    quote = connection.ops.quote_name
    app, own = quote(application), quote(owner)
    yield f"GRANT USAGE ON SCHEMA {_schema()} TO {app}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {_schema()} TO {app}"
    yield from _functions(app)
    for label in here(RULES):
        yield from _policies(label, app, own)
    for label in here([*RULES, *EXEMPT]):
        yield from _rights(label, app)
    for table in EXEMPT_TABLES:
        yield f"REVOKE ALL ON {table} FROM {app}"
        yield f"GRANT SELECT ON {table} TO {app}"


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(connection.ops.quote_name(cursor.fetchone()[0]))


def _functions(app: str) -> Iterator[str]:
    """``search_path`` is fixed: a function of the owner must not be led to other tables."""
    for signature, body in FUNCTIONS.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {signature} LANGUAGE plpgsql STABLE SECURITY DEFINER"
            f" SET search_path = {_schema()}, pg_temp AS $$ BEGIN RETURN {body}; END $$"
        )
        name = signature.partition(" RETURNS ")[0]
        yield f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {app}"


def _policies(label: str, app: str, own: str) -> Iterator[str]:
    """Forced, so that the owner too is under a rule; hers says that migrations and backups see
    everything. Nobody else has any."""
    table, rule = table_of(label), RULES[label]
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS amparo_owner ON {table}"
    yield f"CREATE POLICY amparo_owner ON {table} TO {own} USING (true) WITH CHECK (true)"
    yield f"DROP POLICY IF EXISTS amparo_rows ON {table}"
    yield (
        f"CREATE POLICY amparo_rows ON {table} TO {app} USING ({rule.using.format(t=table)})"
        f" WITH CHECK ({rule.check().format(t=table)})"
    )


def _rights(label: str, app: str) -> Iterator[str]:
    model = apps.get_model(label)
    table, appended = model._meta.db_table, append_only_models()
    yield f"REVOKE ALL ON {table} FROM {app}"
    if label not in appended:
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {app}"
        return
    yield f"GRANT SELECT, INSERT ON {table} TO {app}"
    if columns := moving_columns(model, appended[label]):
        yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {app}"


def moving_columns(model: type[models.Model], names: frozenset[str]) -> list[str]:
    """Columns of an append-only table that follow the person when files are joined."""
    return sorted(str(one.column) for one in model._meta.local_fields if one.name in names)
