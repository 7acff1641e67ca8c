"""Whoever owns the database: no trigger, foreign key or policy stands in the way, and what was in
the way is put back afterwards. On PostgreSQL it is the owner's role, on SQLite the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection

TABLES = ["auditrow", "auditsubject", "seal", "treenode", "checkpoint"]  # parents before children
Table = tuple[list[str], list[tuple[Any, ...]]]


class Intruder:
    """Writes what it likes; placeholders are %s on both engines."""

    def __init__(self, cursor: Any, mark: str) -> None:
        self.cursor, self.mark = cursor, mark

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement.replace("%s", self.mark), values)
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def copy(self) -> dict[str, Table]:
        """The whole log, as a backup would have it."""
        copied = {}
        for table in TABLES:
            rows = self.run(f"SELECT * FROM audit_{table}")  # noqa: S608  our own tables
            copied[table] = ([column[0] for column in self.cursor.description], rows)
        return copied

    def put_back(self, copied: dict[str, Table]) -> None:
        for table in reversed(TABLES):
            self.run(f"DELETE FROM audit_{table}")  # noqa: S608  our own tables
        for table in TABLES:
            names, rows = copied[table]
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join(["%s"] * len(names))
            for row in rows:
                self.run(
                    f"INSERT INTO audit_{table} ({columns}) VALUES ({marks})",  # noqa: S608
                    *_adapted(row),
                )

    def shift(self, first: int, by: int) -> None:
        """Move every seal from a position on, so that nothing seems to be missing."""
        far = 1_000_000
        self.run(
            "UPDATE audit_seal SET position = position + %s WHERE position >= %s", far + by, first
        )
        self.run("UPDATE audit_seal SET position = position - %s WHERE position >= %s", far, far)


def _adapted(row: Sequence[Any]) -> list[Any]:
    if connection.vendor == "sqlite":
        return list(row)
    from psycopg.types.json import Jsonb

    return [Jsonb(value) if isinstance(value, dict | list) else value for value in row]


@contextmanager
def intruding() -> Iterator[Intruder]:
    """Everything done inside is committed at the end."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file, file:
            yield from _without_triggers(file)
        return
    import psycopg

    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"], host=settings["HOST"], user="owner", port=settings["PORT"] or None
    ) as owner:
        owner.execute("SET session_replication_role = replica")
        yield Intruder(owner.cursor(), "%s")


def _without_triggers(file: sqlite3.Connection) -> Iterator[Intruder]:
    found = file.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
    ).fetchall()
    for name, _sql in found:
        file.execute(f'DROP TRIGGER "{name}"')
    yield Intruder(file.cursor(), "?")
    for _name, sql in found:
        file.execute(sql)


@contextmanager
def no_room_for_the_log() -> Iterator[None]:
    """Every insert into the log fails inside, as on a full disk."""
    if connection.vendor == "sqlite":
        make = (
            "CREATE TRIGGER no_room BEFORE INSERT ON audit_auditrow "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
        drop = "DROP TRIGGER no_room"
    else:
        make = (
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room'; END $$;"
            "CREATE TRIGGER no_room BEFORE INSERT ON audit_auditrow "
            "FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
        drop = "DROP FUNCTION no_room CASCADE"
    _as_owner(make)
    try:
        yield
    finally:
        _as_owner(drop)


def _as_owner(statement: str) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file:
            file.execute(statement)
    else:
        with intruding() as owner:
            owner.run(statement)
