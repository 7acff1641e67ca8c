"""Joining two files of one person, without losing a word of either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, grant_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.choices import CLASS_OF_FIELD, AgeGroup, MayContact
from amparo.persons.errors import SamePerson
from amparo.persons.models import (
    NOT_ASKED,
    Consent,
    ContactRequest,
    LegalOrder,
    MandatoryNotice,
    Person,
    Share,
)
from amparo.persons.permissions import can_merge
from amparo.persons.services.duplicates import index_name
from amparo.persons.services.exclusions import move_exclusions
from amparo.persons.services.hiding import move_hidden_parts
from amparo.persons.services.migration_status import join_bands
from amparo.persons.services.opening import CODED, SEALED
from amparo.persons.services.representatives import move_representatives

NOT_KNOWN = ("", NOT_ASKED, "unknown")
# Of two rules about reaching her the more careful one stays; not asked yet is not a rule.
CAREFUL = (MayContact.NO, MayContact.ONLY_THROUGH, MayContact.YES, MayContact.UNKNOWN)
BOTH = 2  # files that a joining is of: one that the actor does not see is not there
CONTACT = ("may_contact", "contact_channels", "contact_hours")
# Downstream apps move what hangs on a person: (kept, joined, keyring) inside the transaction.
Mover = Callable[[Person, Person, Keyring], None]
_movers: list[Mover] = []


def register_mover(mover: Mover) -> None:
    if mover not in _movers:
        _movers.append(mover)


def merge_persons(*, actor: Actor, kept_id: int, joined_id: int, on: date) -> Person:
    """Join the second file to the first: what was unknown is filled, what differs is kept beside
    it, and everything that hangs on the second moves. The joined row stays, sealed, as a trace.

    Raises:
        Denied: the actor is not on both teams.
        SamePerson: both are the same file.
    """
    if kept_id == joined_id:
        raise SamePerson
    with writing(actor):
        rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept_id, joined_id])
        by_pk = {person.pk: person for person in rows.order_by("pk")}
        if len(by_pk) < BOTH:
            raise Denied("can_merge")
        kept, joined = by_pk[kept_id], by_pk[joined_id]
        require(can_merge, actor, kept, joined)
        ring = unlock(actor, [kept.public_id, joined.public_id], on)
        _join_answers(kept, joined)
        _join_words(kept, joined, ring)
        _move_consents(kept, joined, ring)
        join_bands(kept.public_id, joined.public_id)
        move_exclusions(kept, joined)
        move_representatives(kept, joined, ring)
        move_hidden_parts(kept, joined)
        for mover in _movers:
            mover(kept, joined, ring)
        kept.version += 1
        kept.save()
        joined.merged_into = kept
        joined.version += 1
        joined.save(update_fields=["merged_into", "version"])
        _join_index(kept, ring)
        record(actor, Verb.PERSON_MERGED, subjects=[kept.public_id, joined.public_id])
    return kept


def reseal(record_: Any, names: list[str], ring: Keyring, subject: UUID) -> None:
    """Move a record's sealed fields to another subject's keys: they are bound to their subject."""
    words = {name: ring.text(record_, name) for name in names}
    record_.subject = subject
    for name, text in words.items():
        ring.write(record_, name, text or "")


def _join_answers(kept: Person, joined: Person) -> None:
    _join_contact(kept, joined)
    if kept.age_group != joined.age_group:
        adult = AgeGroup.ADULT in (kept.age_group, joined.age_group)
        kept.age_group = AgeGroup.IN_DOUBT if adult else AgeGroup.CHILD
    for name in CODED:
        if name == "age_group" or name in CONTACT:
            continue
        ours, theirs = getattr(kept, name), getattr(joined, name)
        if isinstance(ours, list):
            setattr(kept, name, sorted({*ours, *theirs}))
        elif ours in NOT_KNOWN and theirs not in NOT_KNOWN:
            setattr(kept, name, theirs)


def _join_contact(kept: Person, joined: Person) -> None:
    """The more careful rule, whole; of two equally careful ones, what both allow."""
    ours, theirs = (CAREFUL.index(MayContact(each.may_contact)) for each in (kept, joined))
    for name in CONTACT:
        mine, other = getattr(kept, name), getattr(joined, name)
        if theirs < ours:
            setattr(kept, name, other)
        elif theirs == ours and name != "may_contact":
            setattr(kept, name, sorted({*mine} & {*other}) if mine and other else mine or other)


def _join_words(kept: Person, joined: Person, ring: Keyring) -> None:
    for name in SEALED:
        ours, theirs = ring.text(kept, name) or "", ring.text(joined, name) or ""
        if theirs and theirs != ours:
            ring.write(kept, name, f"{ours} / {theirs}" if ours else theirs)


def _move_consents(kept: Person, joined: Person, ring: Keyring) -> None:
    """What she allowed under either card holds for her one file, with its live shares' keys."""
    Consent.objects.filter(person=joined).update(person=kept)
    LegalOrder.objects.filter(person=joined).update(person=kept)
    MandatoryNotice.objects.filter(person=joined).update(person=kept)
    ContactRequest.objects.filter(person=joined).update(person=kept)
    shares = Share.objects.filter(person=joined).select_related("consent", "order", "desk")
    for share in shares:
        classes = {CLASS_OF_FIELD[field] for field in share.fields}
        recipient = ensure_recipient(RecipientKind.DESK, share.desk.public_id)
        if share.ended_on is None:
            grant_keys(ring, kept.public_id, classes, recipient, share.public_id)
    shares.update(person=kept)


def _join_index(kept: Person, ring: Keyring) -> None:
    name = ring.text(kept, "name")
    if name:
        index_name(kept, name, kept.opened_by.desk.organisation)
