"""Putting the database back: everything but the keys, then the keys, then the sums."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from amparo.kernel.backup.archive import Damaged
from amparo.kernel.backup.postgres import Postgres, tool
from amparo.kernel.backup.snapshot import VAULT, sqlite_sums

SQLITE_FILE = "amparo.sqlite3"
# Links of the tables of keys: rows that point to nobody in an older backup are left out.
LINKS = {"recipient_id": "vault_recipient", "membership_id": "organisations_membership"}


def load_sqlite(work: Path, inventory: dict[str, Any], *, paired: bool) -> None:
    """Raises Damaged when what arrived is not what left."""
    database = work / SQLITE_FILE
    (work / "database").rename(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table, row in key_rows(work):
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            query = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
            connection.execute(query, [_heard(value) for value in row.values()])
        connection.commit()
        _drop_orphans(connection)
        connection.commit()
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Damaged
        compare(inventory, {n: asdict(s) for n, s in sqlite_sums(connection).items()}, paired)
        connection.execute("PRAGMA journal_mode=WAL")


def load_postgres(
    postgres: Postgres, work: Path, inventory: dict[str, Any], *, paired: bool
) -> None:
    """Raises Damaged, NotEmpty, NoTools."""
    with postgres.connect() as connection:
        postgres.require_empty(connection)
    for section in ("pre-data", "data"):
        _pg_restore(postgres, work / "database", section)
    with postgres.connect() as connection, connection.transaction():
        for table, row in key_rows(work):
            connection.execute(
                f'INSERT INTO "{table}" SELECT * FROM json_populate_record(NULL::"{table}", %s)',  # noqa: S608
                [json.dumps(row)],
            )
        _drop_orphans_postgres(postgres, connection)
    _pg_restore(postgres, work / "database", "post-data")
    with postgres.connect() as connection:
        compare(inventory, {n: asdict(s) for n, s in postgres.sums(connection).items()}, paired)
    (work / "database").unlink()


def key_rows(work: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and row of each line. Raises Damaged for a table that holds no keys."""
    with (work / "vault.jsonl").open("rb") as lines:
        for line in lines:
            told = json.loads(line)
            if not str(told["table"]).startswith(VAULT):
                raise Damaged
            yield told["table"], told["row"]


def compare(inventory: dict[str, Any], found: dict[str, Any], paired: bool) -> None:
    """Rows and digests of every table; the keys' own only when they are of the same moment.

    Raises Damaged.
    """
    wanted = inventory["tables"]
    if wanted.keys() != found.keys():
        raise Damaged
    for table, told in wanted.items():
        if (paired or not table.startswith(VAULT)) and told != found[table]:
            raise Damaged


def _pg_restore(postgres: Postgres, path: Path, section: str) -> None:
    command = [
        tool("pg_restore"),
        f"--dbname={postgres.name}",
        "--no-owner",
        "--exit-on-error",
        f"--section={section}",
        str(path),
    ]
    done = subprocess.run(  # noqa: S603  ours
        command, env=postgres.environment(), capture_output=True, check=False
    )
    if done.returncode:
        raise RestoreRefused(section, done.stderr.decode("utf-8", "replace")[-400:])


class RestoreRefused(Exception):
    """pg_restore stopped: a role that does not exist here, or not enough rights."""

    def __init__(self, section: str, said: str) -> None:
        super().__init__(section)
        self.said = said


def _heard(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def _drop_orphans(connection: sqlite3.Connection) -> None:
    while True:
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        gone = [(table, row) for table, row, *_rest in broken if table.startswith(VAULT)]
        if not gone:
            return
        for table, row in gone:
            connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', [row])  # noqa: S608


def _drop_orphans_postgres(postgres: Postgres, connection: Any) -> None:
    """Before the constraints are made: `LINKS` names the columns that have one."""
    tables = set(postgres.tables(connection))
    for table in sorted(each for each in tables if each.startswith(VAULT)):
        columns = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s",
            [table],
        ).fetchall()
        for (column,) in columns:
            target = LINKS.get(column)
            if target in tables:
                connection.execute(
                    f'DELETE FROM "{table}" t WHERE t."{column}" IS NOT NULL AND NOT EXISTS'  # noqa: S608
                    f' (SELECT FROM "{target}" o WHERE o.id = t."{column}")'
                )
