"""After an erasure: nothing of it stays in free pages or in the write-ahead log of the file."""

from __future__ import annotations

from django.db import connection


def free_pages() -> None:
    """SQLite: empty the write-ahead log, and rewrite the file when deleted rows are not zeroed.

    PostgreSQL keeps dead rows until it vacuums and old log segments until it recycles them: the
    tables of keys are vacuumed here when this role may; segments and their archive end by the
    operator's own schedule (docs/adr/0020).
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete")
            zeroed = cursor.fetchone() == (1,)
            if not zeroed:
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            # A role that does not own a table is told so by a notice, and nothing else happens.
            for table in ("vault_wrap", "persons_blindtoken", "audit_pseudonym"):
                cursor.execute(f'VACUUM "{table}"')
