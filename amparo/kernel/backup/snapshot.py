"""One moment of the database, in two parts: everything but the keys, and the keys apart.

Tables of keys (all of the vault's) go to an archive of their own, with a short life: an old copy of
the rest then opens nothing of whoever was erased since. Sessions are never copied.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from amparo.kernel.backup.postgres import Postgres, tool

VAULT = "vault_"
NOT_COPIED = ("django_session",)


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and the digest of their content in the order of their keys."""

    rows: int
    sha256: str


class Snapshot(Protocol):
    """A moment that can be read at leisure while others write."""

    engine: str

    def sums(self) -> dict[str, TableSum]: ...

    def keys(self) -> Iterator[bytes]:
        """Rows of the tables of keys, one JSON line each, with the table's name."""

    def write_rest(self, path: Path) -> None:
        """Everything else, as one file that only the engine's own tools read."""


class SqliteSnapshot:
    """A copy made by SQLite itself, in the home: the same disk that holds the original."""

    engine = "sqlite"

    def __init__(self, database: Path, work: Path) -> None:
        self._copy = work / "snapshot.sqlite3"
        os.close(os.open(self._copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(database)) as source, closing(self._open()) as target:
            source.backup(target, pages=4096)
            for table in NOT_COPIED:
                if table in tables_of(target):
                    target.execute(f'DELETE FROM "{table}"')  # noqa: S608  names are our own
            target.commit()

    def sums(self) -> dict[str, TableSum]:
        with closing(self._open()) as copy:
            return sqlite_sums(copy)

    def keys(self) -> Iterator[bytes]:
        with closing(self._open()) as copy:
            for table in _of_keys(tables_of(copy)):
                rows = copy.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                names = [column[0] for column in rows.description]
                for row in rows:
                    told = dict(zip(names, map(_told, row), strict=True))
                    yield json.dumps({"table": table, "row": told}).encode() + b"\n"

    def write_rest(self, path: Path) -> None:
        """The copy without its keys; rewritten, so that no free page still holds one."""
        with closing(self._open()) as copy:
            copy.execute("PRAGMA foreign_keys=OFF")
            for table in _of_keys(tables_of(copy)):
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608
            copy.commit()
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("VACUUM")
        self._copy.rename(path)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._copy)


class PostgresSnapshot:
    """One exported snapshot, from which the keys are read and `pg_dump` reads the rest."""

    engine = "postgresql"

    def __init__(self, postgres: Postgres, connection: Any, name: str) -> None:
        self._postgres, self._connection, self._name = postgres, connection, name

    def sums(self) -> dict[str, TableSum]:
        return self._postgres.sums(self._connection)

    def keys(self) -> Iterator[bytes]:
        for table in _of_keys(self._postgres.tables(self._connection)):
            with self._connection.cursor() as cursor:
                cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
                for (row,) in cursor:
                    told = {"table": table, "row": json.loads(row)}
                    yield json.dumps(told).encode() + b"\n"

    def write_rest(self, path: Path) -> None:
        apart = [f"--exclude-table-data={VAULT}*"]
        apart += [f"--exclude-table-data={name}" for name in NOT_COPIED]
        command = [
            tool("pg_dump"),
            "--format=custom",
            "--compress=1",
            "--no-owner",
            "--enable-row-security",
            f"--snapshot={self._name}",
            f"--file={path}",
            *apart,
        ]
        subprocess.run(command, check=True, env=self._postgres.environment())  # noqa: S603  ours


@contextmanager
def sqlite_snapshot(database: Path, work: Path) -> Iterator[SqliteSnapshot]:
    yield SqliteSnapshot(database, work)


@contextmanager
def postgres_snapshot(postgres: Postgres) -> Iterator[PostgresSnapshot]:
    """Raises NotTheOwner or NoTools."""
    with postgres.connect() as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        postgres.require_owner(connection)
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield PostgresSnapshot(postgres, connection, name)


def tables_of(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found)


def sqlite_sums(connection: sqlite3.Connection) -> dict[str, TableSum]:
    """Every table but those that are never copied."""
    return {
        table: _sum_of(connection, table)
        for table in tables_of(connection)
        if table not in NOT_COPIED
    }


def _sum_of(connection: sqlite3.Connection, table: str) -> TableSum:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    names = sorted(column[1] for column in columns)
    keys = [column[1] for column in columns if column[5]] or names
    listed = ", ".join(f'"{name}"' for name in names)
    ordered = ", ".join(f'"{name}"' for name in keys)
    digest, rows = sha256(",".join(names).encode()), 0
    query = f'SELECT {listed} FROM "{table}" ORDER BY {ordered}'  # noqa: S608
    for row in connection.execute(query):
        digest.update(json.dumps([_told(value) for value in row]).encode() + b"\n")
        rows += 1
    return TableSum(rows, digest.hexdigest())


def _told(value: Any) -> Any:
    """Bytes, which JSON does not know, as {"hex": …}."""
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _of_keys(tables: list[str]) -> list[str]:
    return [table for table in tables if table.startswith(VAULT)]
