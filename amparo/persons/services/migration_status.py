"""Migration status: legal aid writes it, sealed; figures get a band that leads back to nobody."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.reference.codes import code_list
from amparo.kernel.vault.keyring import Keyring, new_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import derived_key, ensure_recipient
from amparo.persons.models import NOT_ASKED, MigrationBand, Person
from amparo.persons.permissions import can_write_migration


@dataclass(frozen=True, repr=False)
class MigrationStatus:
    """``band``: a code of the migration status list. ``words``: the exact status, or ""."""

    band: str
    words: str


def write_migration_status(
    *, actor: Actor, person_id: int, version: int, band: str, words: str, on: date
) -> Person:
    """Seal her status, and count its band apart.

    Raises:
        Denied: the actor is not legal aid on her team.
        ChangedSinceOpened: somebody else saved after ``version`` was shown.
        KeyError: there is no such band.
    """
    if band not in code_list("migration_status"):
        raise KeyError(band)
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_write_migration, actor, person)
        claim_version(person, version)
        _ring(actor, person, on).write(person, "migration_words", f"{band}\n{words.strip()}")
        person.save(update_fields=["migration_words", "version"])
        keep_band(person.public_id, band)
        record(actor, Verb.PERSON_CHANGED, subjects=[person.public_id], fields=["migration_words"])
    return person


def migration_of(ring: Keyring, person: Person) -> MigrationStatus | None:
    """What the ring opens of it; None when it stays closed."""
    text = ring.text(person, "migration_words")
    if text is None:
        return None
    band, _line, words = text.partition("\n")
    return MigrationStatus(band or NOT_ASKED, words)


def keep_band(subject: UUID, band: str) -> None:
    """Count a band for one person, without a key to her row."""
    MigrationBand.objects.update_or_create(digest=_digest(subject), defaults={"band": band})


def bands_of(subjects: Iterable[UUID]) -> Mapping[UUID, str]:
    """The band of each person who has one, in one query."""
    by_digest = {_digest(subject): subject for subject in subjects}
    rows = MigrationBand.objects.filter(digest__in=list(by_digest))
    return {by_digest[bytes(row.digest)]: row.band for row in rows}


def join_bands(kept: UUID, joined: UUID) -> None:
    """One person, one band: hers, or the other file's when hers is not known."""
    bands = bands_of([kept, joined])
    if joined not in bands:
        return
    MigrationBand.objects.filter(digest=_digest(joined)).delete()
    if bands.get(kept, NOT_ASKED) in (NOT_ASKED, "unknown"):
        keep_band(kept, bands[joined])


def _ring(actor: Actor, person: Person, on: date) -> Keyring:
    """Her keyring; files opened before this class had keys get theirs now."""
    ring = unlock(actor, [person.public_id], on)
    if not ring.opens(person.public_id, DataClass.MIGRATION) and not person.migration_words:
        team = ensure_recipient(RecipientKind.TEAM, person.team.public_id)
        ring = new_keys(person.public_id, [DataClass.MIGRATION], [team])
    return ring


def _digest(subject: UUID) -> bytes:
    return hmac.new(derived_key("detached/migration"), subject.bytes, sha256).digest()
