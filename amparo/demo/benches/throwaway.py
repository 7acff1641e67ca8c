"""A node that exists while a bench runs: its own folder, keys and database."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from amparo.home import Home

PATIENCE_MS = 300_000


@contextmanager
def throwaway_node() -> Iterator[str]:
    """Open Django on a fresh demonstration node; yields the engine's name and version.

    With DATABASE_URL the tables live in a schema of their own, made and dropped here; whatever
    else that database holds is never looked at.

    Raises:
        RuntimeError: Django is open already, so on somebody's node.
    """
    if settings.configured:
        raise RuntimeError("a bench needs a process in which Django has not been opened")
    with tempfile.TemporaryDirectory(prefix="amparo-bench-", ignore_cleanup_errors=True) as folder:
        Home.create(Path(folder) / "home", kind="demonstration")
        os.environ["AMPARO_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
        if os.environ.get("DATABASE_URL"):
            with _own_schema():
                yield _opened()
        else:
            yield _opened()


def open_writer() -> None:
    """What a process that writes many rows does first. It names no model: none exists before.

    On a busy machine another writer's thousand people may take longer than the usual patience.
    """
    import django
    from django.db import connection

    django.setup()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")


def _opened() -> str:
    import django
    from django.db import connection

    django.setup()
    from amparo.kernel.access.rowlevel.install import migrate_and_secure

    migrate_and_secure()
    if connection.vendor == "postgresql":
        version = connection.pg_version  # type: ignore[attr-defined]  # of this engine alone
        return f"PostgreSQL {version // 10_000}"
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}, WAL"


@contextmanager
def _own_schema() -> Iterator[None]:
    """Every connection of this process and its children works in a new schema."""
    import psycopg
    from psycopg import sql

    name = sql.Identifier(schema := f"amparo_bench_{secrets.token_hex(4)}")
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        os.environ["PGOPTIONS"] = f"-c search_path={schema}"
        try:
            yield
        finally:
            owner.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(name))
