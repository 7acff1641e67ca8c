"""What is wrong with the second wall as it stands: for `amparo check`, and for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from amparo.kernel.access.classes import (
    OF_LIBRARIES,
    DataClass,
    append_only_models,
    declared_classes,
)
from amparo.kernel.access.rowlevel.declared import EXEMPT, EXEMPT_TABLES, RULES
from amparo.kernel.access.rowlevel.install import (
    application_role,
    here,
    installed_digest,
    table_of,
    wanted_digest,
)
from amparo.kernel.access.rowlevel.triggers import missing_triggers

# Classed, and leading to nobody: bands under a keyed digest, and texts that an institution loads.
DETACHED = {"oversight.LegalPaper", "persons.MigrationBand"}
OF_NOBODY = {DataClass.STAFF, DataClass.TECHNICAL}
HOW = (
    "say in kernel/access/rowlevel/declared.py who may see its rows (RULES: by its own columns, or "
    "by asking a table further up), or why nobody can be found through it (EXEMPT)"
)


def unclassified() -> list[str]:
    """Models about which nothing is declared, or that are exempt and hold classed data."""
    declared = [*RULES, *EXEMPT]
    wrong = [f"{label}: there is no such model" for label in {*declared} - {*here(declared)}]
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label not in RULES and label not in EXEMPT:
            wrong.append(f"{label}: {HOW}")
        elif label in EXEMPT and not EXEMPT[label]:
            wrong.append(f"{label}: exempt without a reason")
        elif label in EXEMPT and model._meta.app_label not in OF_LIBRARIES:
            classes = set(declared_classes(label).values()) - OF_NOBODY
            if classes and label not in DETACHED:
                wrong.append(f"{label}: exempt, and holds {', '.join(sorted(classes))}; {HOW}")
    return wrong


def weak_points() -> list[str]:
    """Sentences in Spanish about what does not hold; empty when all does."""
    if connection.vendor == "sqlite":
        return [f"Falta una guarda de la base de datos: {name}." for name in missing_triggers()]
    return [*_of_the_roles(), *_of_the_tables()]


def _of_the_roles() -> Iterator[str]:
    for rolname, is_superuser, may_bypass, owns in _rows(
        """SELECT r.rolname, r.rolsuper, r.rolbypassrls, EXISTS (
               SELECT FROM pg_class c WHERE c.relowner = r.oid
               AND c.relnamespace = current_schema()::regnamespace)
           FROM pg_roles r WHERE r.rolname IN (session_user, %s)""",
        [application_role()],
    ):
        if is_superuser:
            yield f"La cuenta {rolname} de PostgreSQL es superusuaria: ninguna regla la detiene."
        if may_bypass:
            yield f"La cuenta {rolname} de PostgreSQL puede saltar las reglas por fila (BYPASSRLS)."
        if owns:
            yield (
                f"La cuenta {rolname} de PostgreSQL es dueña de las tablas: dé otra dueña en "
                "DATABASE_OWNER_URL (docs/how-to/postgresql.md)."
            )


def _of_the_tables() -> Iterator[str]:
    named = {table_of(label) for label in here([*RULES, *EXEMPT])} | EXEMPT_TABLES.keys()
    ruled = {table_of(label) for label in here(RULES)}
    appended = {table_of(label) for label in append_only_models()}
    for table, owner, forced, policies, changed in _rows(
        """SELECT c.relname, c.relowner::regrole::text, c.relrowsecurity AND c.relforcerowsecurity,
               ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1),
               has_table_privilege(%s, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')
           FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND c.relnamespace = current_schema()::regnamespace ORDER BY 1""",
        [application_role()],
    ):
        if table not in named:
            yield f"Nadie dijo quién ve las filas de la tabla {table}."
        if table in ruled and not (forced and policies == ["amparo_owner", "amparo_rows"]):
            yield f"La tabla {table} no tiene sus reglas por fila: ejecute `amparo serve`."
        if table in appended and changed:
            yield f"La cuenta {application_role()} puede cambiar o borrar filas de {table}."
        if table == "persons_person" and installed_digest() != wanted_digest(owner.strip('"')):
            yield "Las reglas por fila no son las de esta versión: ejecute `amparo serve`."


def _rows(statement: str, words: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
