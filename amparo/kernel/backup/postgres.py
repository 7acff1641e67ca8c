"""PostgreSQL's own tools, run as the owner of the tables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Any

NOT_COPIED = ("django_session",)


class NoTools(Exception):
    """pg_dump or pg_restore is not on this machine."""


class NotTheOwner(Exception):
    """The role that connects does not own the tables: its copy would lack rows and not say so."""


class NotEmpty(Exception):
    """The database already has tables."""


def tool(name: str) -> str:
    """Path of a program of PostgreSQL, the newest version first. Raises NoTools."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    found = which(name)
    if found is None:
        raise NoTools(name)
    return found


@dataclass(frozen=True)
class Postgres:
    """Where the database is, as Django's settings say it, for its owner."""

    name: str
    user: str
    password: str
    host: str
    port: str

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Postgres:
        wanted = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
        return cls(*(str(settings.get(key, "") or "") for key in wanted))

    def connect(self) -> Any:
        """A connection of its own in autocommit; Django's stays as it is."""
        import psycopg  # not needed on SQLite
        from psycopg.conninfo import make_conninfo

        told = {
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
            "host": self.host,
            "port": self.port,
        }
        given = {key: value for key, value in told.items() if value}
        options = "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=3"
        return psycopg.connect(make_conninfo(options=options, **given), autocommit=True)

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs: a password on a command line could be read by others."""
        told = {
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGHOST": self.host,
            "PGPORT": self.port,
        }
        return os.environ | {key: value for key, value in told.items() if value}

    def tables(self, connection: Any) -> list[str]:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
        return [name for (name,) in found]

    def require_owner(self, connection: Any) -> None:
        """Raises NotTheOwner."""
        (strange,) = connection.execute(
            "SELECT count(*) FROM pg_tables t, pg_roles r WHERE t.schemaname = current_schema()"
            " AND r.rolname = current_user AND t.tableowner <> current_user AND NOT r.rolsuper"
        ).fetchone()
        if strange:
            raise NotTheOwner

    def require_empty(self, connection: Any) -> None:
        """Raises NotEmpty."""
        if self.tables(connection):
            raise NotEmpty

    def sums(self, connection: Any) -> dict[str, Any]:
        """As `snapshot.sqlite_sums`, over the engine's own text of each row."""
        from amparo.kernel.backup.snapshot import TableSum

        sums = {}
        for table in self.tables(connection):
            if table in NOT_COPIED:
                continue
            digest, rows = sha256(), 0
            with connection.cursor() as cursor:
                query = f"COPY ({self._ordered(connection, table)}) TO STDOUT"
                with cursor.copy(query) as copy:
                    for piece in copy:
                        digest.update(piece)
                        rows += bytes(piece).count(b"\n")
            sums[table] = TableSum(rows, digest.hexdigest())
        return sums

    def _ordered(self, connection: Any, table: str) -> str:
        """Columns by name and rows by key, whatever the collation of the database."""
        columns = connection.execute(
            "SELECT a.attname, coalesce(i.indisprimary, false) FROM pg_attribute a"
            " LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
            " AND a.attnum = ANY (i.indkey)"
            " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1",
            [f'"{table}"'],
        ).fetchall()
        names = [f'"{name}"' for name, _key in columns]
        keys = [f'"{name}"' for name, key in columns if key] or names
        order = ", ".join(f'{name}::text COLLATE "C"' for name in keys)
        return f'SELECT {", ".join(names)} FROM "{table}" ORDER BY {order}'  # noqa: S608
