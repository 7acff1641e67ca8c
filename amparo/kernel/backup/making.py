"""A backup of this node: its database, keys and originals as Django's settings say."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings
from django.db import connection

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.backup.offline_key import Show, make_key, public_key
from amparo.kernel.backup.postgres import Postgres
from amparo.kernel.backup.snapshot import Snapshot, postgres_snapshot, sqlite_snapshot
from amparo.kernel.backup.writing import Made, make_backup
from amparo.kernel.retention.models import Tombstone
from amparo.kernel.retention.schedules import Kept, general_terms
from amparo.kernel.retention.tombstones import note_in_file


def back_up(to: Path, show: Show) -> Made:
    """Write one backup. ``show`` is given the two parts of the key when it is made.

    Raises:
        NoTools, NotTheOwner, BrokenKey, OSError.
    """
    home = Path(settings.HOME.path)
    public = public_key(home) or make_key(home, on=clock.today(), show=show)
    restorer = system_actor("restorer")
    with writing(restorer):
        record(restorer, Verb.BACKUP_MADE)
        for digest, day in Tombstone.objects.values_list("digest", "erased_on"):
            note_in_file([bytes(digest)], on=day)
    return make_backup(
        home=home,
        to=to,
        public=public,
        opening=_snapshot(home),
        now=clock.now(),
        keep_keys_days=general_terms()[Kept.KEY_BACKUP].days,
    )


def _snapshot(home: Path) -> AbstractContextManager[Snapshot]:
    if connection.vendor == "sqlite":
        return sqlite_snapshot(Path(settings.DATABASES["default"]["NAME"]), home / ".backup")
    return postgres_snapshot(Postgres.of(_owner()))


def _owner() -> dict[str, object]:
    return settings.DATABASE_OWNER or settings.DATABASES["default"]
