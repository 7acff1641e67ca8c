"""The last steps of a restore, with Django: schema, who stays erased, keys, log, and a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from django.db import connection

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import writing
from amparo.kernel.access.rowlevel.install import migrate_and_secure
from amparo.kernel.audit.sealing import seal_waiting
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.audit.verifying import verify
from amparo.kernel.retention.erasing import erase_again
from amparo.kernel.retention.tombstones import note_in_file
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import unwrap_private

BY_NODE = (RecipientKind.ORGANISATION, RecipientKind.DESK, RecipientKind.TEAM)


@dataclass(frozen=True)
class Finished:
    """``verdict``: of the audit log, 0 when it is sound. ``closed``: key pairs that the node's
    keys do not open."""

    erased: int
    verdict: int
    opened: int
    closed: int


def finish(stamp: str, tombstones: dict[bytes, str]) -> Finished:
    """Make what was restored usable, and write down that it was restored."""
    migrate_and_secure()
    for digest, day in tombstones.items():
        note_in_file([digest], on=date.fromisoformat(day))
    verdict = int(verify().verdict)
    erased = erase_again(set(tombstones), clock.today())
    opened, closed = _try_keys()
    restorer = system_actor("restorer")
    with writing(restorer):
        record(restorer, Verb.RESTORE_DECLARED, stamp=stamp, erased=erased, verdict=verdict)
    seal_waiting(everything=True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Finished(erased, verdict, opened, closed)


def _try_keys() -> tuple[int, int]:
    """How many key pairs open with the keys that arrived, and how many do not."""
    opened = closed = 0
    for recipient in Recipient.objects.filter(kind__in=BY_NODE).iterator():
        try:
            unwrap_private(recipient)
            opened += 1
        except (InvalidTag, ValueError):
            closed += 1
    return opened, closed
