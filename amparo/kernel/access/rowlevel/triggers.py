"""On SQLite, whoever opens the file may write it: triggers at least make our own code keep to
append-only tables. PostgreSQL does it by rights (`install`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from amparo.kernel.access.classes import append_only_models

PREFIX = "append_only_"


def install_triggers() -> None:
    """One pair of triggers for each append-only table; what was there before is replaced."""
    wanted = dict(_wanted())
    with transaction.atomic(), connection.cursor() as cursor:
        known = _known()
        for name in known.keys() - wanted.keys():
            cursor.execute(f"DROP TRIGGER {name}")
        for name, statement in wanted.items():
            if known.get(name) != statement:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def drop_triggers() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _known():
            cursor.execute(f"DROP TRIGGER {name}")


def missing_triggers() -> list[str]:
    """Names of triggers that are not as they should be."""
    known = _known()
    return [name for name, statement in _wanted() if known.get(name) != statement]


def _known() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        return dict(cursor.fetchall())


def _wanted() -> Iterator[tuple[str, str]]:
    for label, moves in append_only_models().items():
        model = apps.get_model(label)
        table = model._meta.db_table
        refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act, when in (("DELETE", ""), ("UPDATE", _unless_only(model, moves))):
            name = f"{PREFIX}{table}_{act.lower()}"
            yield name, f"CREATE TRIGGER {name} BEFORE {act} ON {table}{when} {refused}"


def _unless_only(model: type[models.Model], moves: frozenset[str]) -> str:
    """An update that leaves every column but the moving ones as it was may pass."""
    if not moves:
        return ""
    kept = [field.column for field in model._meta.local_fields if field.name not in moves]
    return " WHEN " + " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in kept)
