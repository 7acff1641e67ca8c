"""The opponent: a log in which each row carries the hash of the one before, under one lock.

It is what one writes first. Every reading of a person waits for every other one, because the next
hash needs the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from amparo.kernel.access.actor import Actor
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb

LOCK = 77
BYTES = {"postgresql": "bytea", "sqlite": "blob"}


def make_table() -> None:
    """In the throw-away node alone."""
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS bench_chain"
            f" (id {key} PRIMARY KEY, row_id bigint, hash {BYTES[connection.vendor]})"
        )
        if settings.ROW_LEVEL_ROLE:
            role = connection.ops.quote_name(settings.ROW_LEVEL_ROLE)
            cursor.execute(f"GRANT SELECT, INSERT ON bench_chain TO {role}")
            cursor.execute(f"GRANT USAGE ON SEQUENCE bench_chain_id_seq TO {role}")


def record_in_chain(actor: Actor, verb: Verb, subjects: Iterable[UUID]) -> None:
    """The same row as `record` writes, chained to the last one until this transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        row = record(actor, verb, subjects=subjects)
        cursor.execute("SELECT hash FROM bench_chain ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
        chained = hashlib.sha256((bytes(last[0]) if last else b"") + row.leaf).digest()
        cursor.execute("INSERT INTO bench_chain (row_id, hash) VALUES (%s, %s)", [row.pk, chained])
