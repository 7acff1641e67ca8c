"""Store an original sealed, and open it again as an attachment."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.classes import DataClass
from amparo.kernel.files.models import StoredFile
from amparo.kernel.vault.keyring import Keyring
from amparo.kernel.vault.sealed import CannotOpen, Sealed

LIMIT_BYTES = 20 * 1024 * 1024
PLACE = "files.StoredFile.content"


class FileTooLarge(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("El archivo pasa de 20 MB. Redúzcalo o divídalo y súbalo otra vez."))


def store(ring: Keyring, *, subject: UUID, name: str, content: bytes, on: date) -> StoredFile:
    """Seal ``content`` to disk under the subject's services key. Raises FileTooLarge.

    The file is written and flushed before the row: an orphan is harmless, a row without its
    bytes is not.
    """
    if len(content) > LIMIT_BYTES:
        raise FileTooLarge
    stored = StoredFile(subject=subject, size_bytes=len(content), stored_on=on)
    stored.sha256 = hashlib.sha256(content).hexdigest()
    ring.write(stored, "name", Path(name).name[:200])
    sealed = ring.seal(content, subject, DataClass.SERVICES, PLACE)
    _write(path_of(stored), sealed.ciphertext)
    stored.save()
    return stored


def content_of(ring: Keyring, stored: StoredFile) -> bytes | None:
    """The clear bytes, checked against their hash; None when the ring does not open them.

    Raises:
        CannotOpen: the sealed bytes were altered, or belong elsewhere.
        ValueError: what is on disk is not what was stored.
    """
    sealed = Sealed(path_of(stored).read_bytes())
    content = ring.content(sealed, place=PLACE, subject=stored.subject)
    if content is None and sealed.key_id in ring.keys:
        raise CannotOpen
    if content is not None and hashlib.sha256(content).hexdigest() != stored.sha256:
        raise ValueError("custody hash does not match")
    return content


def path_of(stored: StoredFile) -> Path:
    """Where one sealed original rests on this node."""
    name = stored.public_id.hex
    return Path(settings.FILES) / name[:2] / name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def reseal_content(ring: Keyring, stored: StoredFile, subject: UUID) -> None:
    """Move one original to another subject's keys; the old ciphertext goes once the new is safe."""
    content, name = content_of(ring, stored), ring.text(stored, "name")
    if content is None or name is None:
        raise CannotOpen
    before = path_of(stored)
    stored.subject, stored.public_id = subject, uuid4()
    ring.write(stored, "name", name)
    sealed = ring.seal(content, subject, DataClass.SERVICES, PLACE)
    _write(path_of(stored), sealed.ciphertext)
    stored.save()
    transaction.on_commit(lambda: before.unlink(missing_ok=True))
