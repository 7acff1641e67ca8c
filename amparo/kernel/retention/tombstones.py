"""Tombstones: what makes an erased person stay erased when an old backup comes back.

They are kept twice: in the database, and in a file of the home that backups copy beside, never
inside, what they restore. A digest is HMAC-SHA-256 under the node's pepper of a random UUID.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amparo.kernel.retention.models import Tombstone

FILE = "tombstones.jsonl"
SECOND = "AMPARO_TOMBSTONES"  # path of a second file, on another disk


def digest_of(subject: UUID) -> bytes:
    """The 32 bytes by which an erased subject is known again."""
    pepper: bytes = settings.HOME.key("pepper")
    return hmac.new(pepper, b"amparo-tombstone-1|" + subject.bytes, sha256).digest()


def bury(subjects: Iterable[UUID], *, on: date) -> list[bytes]:
    """Write the tombstones of some subjects in the caller's transaction; twice is once."""
    digests = [digest_of(subject) for subject in subjects]
    Tombstone.objects.bulk_create(
        [Tombstone(digest=digest, erased_on=on) for digest in digests], ignore_conflicts=True
    )
    return digests


def note_in_file(digests: Iterable[bytes], *, on: date) -> None:
    """Add tombstones to the file of the home and, when AMPARO_TOMBSTONES names one, to a second
    file on another disk: they must outlive the database, and better the home too."""
    told = [json.dumps({"digest": digest.hex(), "on": on.isoformat()}) for digest in digests]
    for path in tombstone_files():
        known = set(path.read_text("ascii").splitlines()) if path.exists() else set()
        _append(path, [f"{line}\n" for line in told if line not in known])


def _append(path: Path, lines: list[str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())


def read_file(path: Path) -> list[tuple[bytes, date]]:
    """Digest and day of each line. Raises ValueError for a line that is not a tombstone."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text("ascii").splitlines():
        told = json.loads(line)
        digest = bytes.fromhex(told["digest"])
        if len(digest) != 32:
            raise ValueError("a tombstone has 32 bytes")
        found.append((digest, date.fromisoformat(told["on"])))
    return found


def all_tombstones() -> dict[bytes, date]:
    """Those of the database and of the file together."""
    known = dict(read_file(tombstone_file()))
    rows = Tombstone.objects.values_list("digest", "erased_on")
    return known | {bytes(digest): day for digest, day in rows}


def buried_among(subjects: Iterable[UUID], digests: Iterable[bytes]) -> list[UUID]:
    """Which of these subjects were erased before."""
    dead = set(digests)
    return [subject for subject in subjects if digest_of(subject) in dead]


def tombstone_file() -> Path:
    return Path(settings.HOME.path) / FILE


def tombstone_files() -> list[Path]:
    second = os.environ.get(SECOND, "")
    return [tombstone_file(), *([Path(second)] if second else [])]
