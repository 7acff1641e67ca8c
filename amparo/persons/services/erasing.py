"""Erasing a person: one procedure, under its own named actor, that leaves no way back to her.

What goes: every wrap of her keys, her blind tokens and pseudonym, originals, drafts, imported rows,
the grants made from her consents. What stays: appended rows whose words nobody can open any more,
and codes as broad as figures count them, so that she is still counted. `kernel.retention.erasing`
holds what each app erases; a tombstone makes a restored backup erase her again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.events.bus import PersonErased, publish
from amparo.kernel.retention.erasing import Erasure, run_erasers
from amparo.kernel.retention.errors import HeldByLaw
from amparo.kernel.retention.freeing import free_pages
from amparo.kernel.retention.models import LegalHold
from amparo.kernel.retention.tombstones import buried_among, bury, note_in_file
from amparo.persons.models import Person
from amparo.persons.permissions import can_erase_person

SHOWN_OF_DIGEST = 12  # hexadecimal digits of a tombstone in the audit row


@dataclass(frozen=True)
class Erased:
    """What an erasure came to. ``files``: all of hers, with those joined to it."""

    files: int
    tombstone: str


class NobodyToErase(Denied):
    """There is no such file for this actor: unknown, of others, closed to her, or erased before.
    Whoever tries numbers learns nothing, and each try is recorded alike."""

    message = _("No hay un expediente con ese número en su institución, o ya se borró.")

    def __init__(self) -> None:
        super().__init__("exists_for_actor")


def erase_person(*, actor: Actor, subject: UUID, on: date, ground: str = "request") -> Erased:
    """Erase one person and the files joined to hers. It cannot be undone.

    ``ground``: code of why (request, expiry, order).

    Raises:
        Denied: the actor erases nobody.
        NobodyToErase: no such file for her, or erased before.
        HeldByLaw: an order of conservation is in force.
    """
    eraser = system_actor("eraser")
    with reading(eraser):
        found = _found(subject)
    with writing(actor):
        require(can_erase_person, actor)
        if not found or not all(can_erase_person(actor, each) for each in found):
            raise NobodyToErase
    with writing(eraser):
        people = _whole(found[0])
        subjects = [each.public_id for each in people]
        if LegalHold.objects.over(subjects, on=on).exists():
            raise HeldByLaw
        digests = _erase(people, on)
        shown = digests[0].hex()[:SHOWN_OF_DIGEST]
        record(
            eraser,
            Verb.PERSON_ERASED,
            by=actor.name,
            ground=ground,
            files=len(people),
            tombstone=shown,
        )
        publish(PersonErased())
    return Erased(files=len(people), tombstone=shown)


def held(subject: UUID, *, on: date) -> bool:
    """Whether an order of conservation is in force over her file or one joined to it."""
    with reading(system_actor("eraser")):
        subjects = [each.public_id for each in _whole(_root_of(subject))]
        return LegalHold.objects.over(subjects, on=on).exists()


def erase_again(digests: set[bytes], on: date) -> int:
    """After a restore: erase whoever has a tombstone. Returns how many files were erased.

    No hold is asked about: whoever was erased had none when it happened.
    """
    restorer = system_actor("restorer")
    with writing(restorer):
        known = Person.objects.values_list("public_id", flat=True).iterator()
        back = buried_among(known, digests)
        people = list(Person.objects.select_for_update(of=("self",)).filter(public_id__in=back))
        _erase(people, on)
    return len(people)


def _found(subject: UUID) -> list[Person]:
    """Her file and every file joined to it; nothing for a number of nobody."""
    try:
        return _whole(_root_of(subject))
    except NobodyToErase:
        return []


def _root_of(subject: UUID) -> Person:
    """The file that others were joined to. Raises NobodyToErase."""
    person = Person.objects.select_related("team").filter(public_id=subject).first()
    while person is not None and person.merged_into_id is not None:
        person = Person.objects.select_related("team").get(pk=person.merged_into_id)
    if person is None or buried_among([person.public_id], _buried(person.public_id)):
        raise NobodyToErase
    return person


def _buried(subject: UUID) -> set[bytes]:
    from amparo.kernel.retention.models import Tombstone
    from amparo.kernel.retention.tombstones import digest_of

    found = Tombstone.objects.filter(digest=digest_of(subject)).values_list("digest", flat=True)
    return {bytes(digest) for digest in found}


def _whole(root: Person) -> list[Person]:
    """The file and every file joined to it, locked, the file itself first."""
    found, waiting = [], [root.pk]
    while waiting:
        locked = Person.objects.select_for_update(of=("self",)).select_related("team")
        rows = locked.filter(pk__in=waiting)
        people = list(rows.order_by("pk"))
        found += people
        joined = Person.objects.filter(merged_into__in=[each.pk for each in people])
        waiting = list(joined.values_list("pk", flat=True))
    return found


def _erase(people: list[Person], on: date) -> list[bytes]:
    erasures = [Erasure(subject=each.public_id, on=on) for each in people]
    for erasure in erasures:
        run_erasers(erasure)
    digests = bury([each.public_id for each in people], on=on)
    transaction.on_commit(_settling(erasures, digests, on))
    return digests


def _settling(erasures: list[Erasure], digests: list[bytes], on: date) -> Callable[[], None]:
    """Outside the database, once it is certain: the tombstone file first, then bytes on disk."""

    def settle() -> None:
        note_in_file(digests, on=on)
        for erasure in erasures:
            for path in erasure.unlink:
                path.unlink(missing_ok=True)
        free_pages()

    return settle
