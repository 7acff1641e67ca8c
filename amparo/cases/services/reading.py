"""Readings that are acts of their own, each recorded as it is made: who she is, an original."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.cases.models import Case
from amparo.cases.permissions import can_open_files, can_read_identity
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import content_of
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.vault.sealed import CannotOpen
from amparo.kernel.vault.unopened import shown
from amparo.persons.public import ShareField, fields_for

IDENTITY = {"name": ShareField.NAME, "birth": ShareField.BIRTH, "document": ShareField.DOCUMENT}


@dataclass(frozen=True, repr=False)
class Identity:
    """Each part is its text, "" when nothing was written, or None when it is not included."""

    name: str | None
    birth: str | None
    document: str | None


def read_identity(*, actor: Actor, case_id: int, reason: str, on: date) -> Identity:
    """Open name, birth and document for one view, with the coded reason in the record.

    Raises:
        Denied: no part of her identity is included for this actor.
    """
    with writing(actor):
        case = Case.objects.select_related("person").get(pk=case_id)
        require(can_read_identity, actor, case)
        parts = fields_for(actor, case.person, on=on)
        ring = unlock(actor, [case.subject], on)
        included = {name: part for name, part in IDENTITY.items() if part in parts}
        read = {name: shown(ring, actor, case.person, name) for name in included}
        record(actor, Verb.NAME_READ, subjects=[case.subject], fields=included, reason=reason)
    return Identity(read.get("name"), read.get("birth"), read.get("document"))


def open_attachment(
    *, actor: Actor, case_id: int, file: UUID, on: date
) -> tuple[StoredFile, bytes]:
    """The clear bytes of one original of the case.

    Raises:
        Denied: files are not included for this actor.
        StoredFile.DoesNotExist: the case has no such file.
        CannotOpen: no key of the actor fits, or the original is gone or was altered.
    """
    with writing(actor):
        case = Case.objects.select_related("person").get(pk=case_id)
        require(can_open_files, actor, case)
        stored = StoredFile.objects.get(public_id=file, subject=case.subject)
        content = _content(unlock(actor, [case.subject], on), stored)
        record(actor, Verb.FILE_OPENED, subjects=[case.subject], sha256=stored.sha256)
    return stored, content


def _content(ring: Keyring, stored: StoredFile) -> bytes:
    try:
        content = content_of(ring, stored)
    except (OSError, ValueError) as error:  # gone from the disk, or not what was stored
        raise CannotOpen from error
    if content is None:
        raise CannotOpen
    return content
