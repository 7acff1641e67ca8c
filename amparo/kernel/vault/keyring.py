"""Keyrings: the data keys that one actor may use now, and the sealing of new text.

`unlock` is the only way from wraps to keys. It takes the wraps made to the actor's desk and to the
teams she serves on today, leaves out those whose share is no longer live, and those of data
classes her role may not read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.db.models import Q

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass, class_of
from amparo.kernel.vault import members
from amparo.kernel.vault.members import KeyringClosed
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.recipients import (
    BY_MEMBERS,
    OF_DESKS,
    OF_TEAMS,
    holder_of,
    open_key,
    seal_key,
    unwrap_private,
)
from amparo.kernel.vault.sealed import EMPTY, CannotOpen, Sealed, open_sealed, seal

Slot = tuple[UUID, DataClass]
BATCH = 500  # wraps in one statement
NEWEST_FIRST = ("-version", "pk")  # the first key of a class that opens seals what comes next


class HasSubject(Protocol):
    """A record with sealed fields: ``subject`` is the UUID whose keys seal it."""

    @property
    def subject(self) -> UUID: ...


@dataclass(repr=False)
class Keyring:
    """Data keys in memory for the length of one page or service call."""

    keys: dict[UUID, bytes] = field(default_factory=dict)
    current: dict[Slot, UUID] = field(default_factory=dict)
    closed: set[Slot] = field(default_factory=set)  # held by members, and not open to this one now

    def opens(self, subject: UUID, data_class: DataClass) -> bool:
        return (subject, data_class) in self.current

    def is_closed(self, subject: UUID, data_class: DataClass) -> bool:
        """Whether only her own key ring stands between this actor and a class of a subject."""
        return (subject, data_class) in self.closed and not self.opens(subject, data_class)

    def demand(self, subject: UUID, data_class: DataClass) -> None:
        """Raises KeyringClosed or CannotOpen unless this ring opens a class of a subject."""
        if self.is_closed(subject, data_class):
            raise KeyringClosed
        if not self.opens(subject, data_class):
            raise CannotOpen

    def text(self, record: Any, name: str) -> str | None:
        """The text of a sealed field; "" when nothing was written, None when it stays closed."""
        sealed: Sealed = getattr(record, name)
        if not sealed:
            return ""
        content = self.content(sealed, place=f"{record._meta.label}.{name}", subject=record.subject)
        return None if content is None else content.decode()

    def content(self, sealed: Sealed, *, place: str, subject: UUID) -> bytes | None:
        """The bytes behind any ciphertext; None when this ring has no key for it, or when it was
        altered or moved: one damaged part closes itself and not the page."""
        key = self.keys.get(sealed.key_id)
        if key is None:
            return None
        try:
            return open_sealed(sealed, key=key, place=place, subject=subject)
        except CannotOpen:
            return None

    def write(self, record: Any, name: str, text: str) -> None:
        """Seal ``text`` into a field of ``record`` under the subject's current key.

        Raises:
            CannotOpen: this ring holds no key for that subject and data class.
            KeyringClosed: her own key ring is closed, or nobody let her in yet.
        """
        data_class = class_of(type(record), name)
        place = f"{record._meta.label}.{name}"
        sealed = self.seal(text.encode(), record.subject, data_class, place) if text else EMPTY
        setattr(record, name, sealed)

    def seal(self, content: bytes, subject: UUID, data_class: DataClass, place: str) -> Sealed:
        self.demand(subject, data_class)
        key_id = self.current[subject, data_class]
        return seal(
            key=self.keys[key_id],
            key_id=key_id,
            data_class=data_class,
            place=place,
            subject=subject,
            content=content,
        )


def new_keys(
    subject: UUID, classes: Iterable[DataClass], recipients: Iterable[Recipient]
) -> Keyring:
    """Make one data key per class for a new subject, wrapped to every recipient."""
    ring, wraps = fresh_keys(subject, classes, recipients)
    Wrap.objects.bulk_create(wraps)
    return ring


def fresh_keys(
    subject: UUID, classes: Iterable[DataClass], recipients: Iterable[Recipient]
) -> tuple[Keyring, list[Wrap]]:
    """As `new_keys`, with the wraps still to be written: many subjects can share one insert."""
    ring, wraps, receivers = Keyring(), list[Wrap](), list(recipients)
    for data_class in classes:
        key_id, key = uuid4(), os.urandom(32)
        ring.keys[key_id], ring.current[subject, data_class] = key, key_id
        wraps += [_wrap(receiver, subject, data_class, key_id, key) for receiver in receivers]
    return ring, wraps


def grant_keys(
    ring: Keyring, subject: UUID, classes: Iterable[DataClass], recipient: Recipient, grant: UUID
) -> None:
    """Wrap existing keys to one more recipient under a share. Closed classes stay closed."""
    wraps = []
    for data_class in classes:
        key_id = ring.current.get((subject, data_class))
        if key_id is not None:
            key = ring.keys[key_id]
            wraps.append(_wrap(recipient, subject, data_class, key_id, key, grant))
    Wrap.objects.bulk_create(wraps, ignore_conflicts=True)


def revoke_keys(grant: UUID) -> int:
    """Delete the wraps of an ended share; reading had stopped before, by the share itself."""
    return Wrap.objects.filter(grant=grant).delete()[0]


def hand_over(ring: Keyring, subject: UUID, recipient: Recipient) -> None:
    """Wrap every key of a subject in this ring to one more recipient, without a term."""
    Wrap.objects.bulk_create(
        [
            _wrap(recipient, subject, data_class, key_id, ring.keys[key_id])
            for (owner, data_class), key_id in ring.current.items()
            if owner == subject
        ],
        ignore_conflicts=True,
    )


def take_back(subject: UUID, owner: UUID) -> None:
    """Delete a desk's wraps of a subject's keys, whoever holds them, once another desk has them."""
    wraps = Wrap.objects.filter(subject=subject, recipient__kind__in=OF_DESKS)
    wraps.filter(recipient__owner=owner, grant=None).delete()


def move_wraps(wraps: Iterable[Wrap], private: bytes, to: Recipient) -> None:
    """Wrap again to another recipient of the same keys, opening them with ``private``.

    One that does not open stays where it is, and closes its own data alone; one whose key is
    there already has done its work.
    """
    listed, moved = list(wraps), list[Wrap]()
    there = set(Wrap.objects.filter(recipient=to).values_list("key_id", "grant"))
    for wrap in listed:
        if wrap.recipient_id != to.pk and (wrap.key_id, wrap.grant) in there:
            wrap.delete()
            continue
        data_class = DataClass(wrap.data_class)
        info = _info(wrap.subject, data_class, wrap.key_id, wrap.recipient)
        try:
            key = open_key(private, bytes(wrap.sealed_key), info)
        except (InvalidTag, ValueError):
            continue
        wrap.sealed_key = seal_key(to, key, _info(wrap.subject, data_class, wrap.key_id, to))
        wrap.recipient = to
        moved.append(wrap)
    Wrap.objects.bulk_update(moved, ["sealed_key", "recipient"], batch_size=BATCH)


# `persons` says which shares are live for an actor: (actor, grants, day) -> those among them.
LiveGrants = Callable[[Actor, set[UUID], date], set[UUID]]
_live_grants: list[LiveGrants] = []


def register_live_grants(provider: LiveGrants) -> None:
    _live_grants[:] = [provider]


# `persons` says whose file is closed to an actor whatever opens it: a conflict, a sealed witness.
Denials = Callable[[Actor, Iterable[UUID]], set[UUID]]
_denials: list[Denials] = []


def register_denied(provider: Denials) -> None:
    _denials[:] = [provider]


def denied_among(actor: Actor, subjects: Iterable[UUID]) -> set[UUID]:
    """Those among ``subjects`` whose file is closed to the actor whatever opens it.

    Asked as the task that sees every file: in the actor's own door, whoever sees no file at all,
    such as data protection, would be told that none is closed.
    """
    from amparo.kernel.access.doors import reading  # doors load after this module

    with reading(system_actor("eraser")):
        return _denials[0](actor, subjects)


def unlock(actor: Actor, subjects: Iterable[UUID], on: date) -> Keyring:
    """The data keys that ``actor`` may use for these subjects on that day; none of whom she is
    kept out, asked last."""
    asked = set(subjects)
    wraps = Wrap.objects.filter(
        _held_by(actor, on),
        subject__in=asked - _denials[0](actor, asked),
        data_class__in=[data_class.value for data_class in actor.readable],
    ).select_related("recipient")
    wraps = wraps.order_by(*NEWEST_FIRST)
    live = _only_live(actor, list(wraps), on)
    return _open(live, members.privates_for(actor, live))


def unlock_mailbox(recipient: Recipient, wrapping_key: bytes, subject: UUID) -> Keyring:
    """The keys that a reporter's receipt opens. Raises InvalidTag when it does not fit."""
    private = unwrap_private(recipient, wrapping_key)
    wraps = Wrap.objects.filter(recipient=recipient, subject=subject).select_related("recipient")
    return _open(list(wraps.order_by(*NEWEST_FIRST)), {recipient.pk: private})


def _held_by(actor: Actor, on: date) -> Q:
    from amparo.kernel.access.emergency_models import NEVER, EmergencyOpening
    from amparo.kernel.access.models import TeamMember  # models load after this module

    teams = TeamMember.objects.serving(actor, on).values("team__public_id")
    held = Q(recipient__kind__in=OF_DESKS, recipient__owner=actor.desk) | Q(
        recipient__kind__in=OF_TEAMS, recipient__owner__in=teams
    )
    if not actor.emergency:
        return held
    opened = EmergencyOpening.objects.live_for(actor).values("person")
    lent = Q(recipient__kind=RecipientKind.TEAM, subject__in=opened)
    return held | lent & ~Q(data_class__in=[one.value for one in NEVER])


def _only_live(actor: Actor, wraps: list[Wrap], on: date) -> list[Wrap]:
    grants = {wrap.grant for wrap in wraps if wrap.grant is not None}
    live = _live_grants[0](actor, grants, on) if grants else set()
    return [wrap for wrap in wraps if wrap.grant is None or wrap.grant in live]


def open_for_the_node(wraps: list[Wrap]) -> Keyring:
    """What the node itself opens, to rotate it: neither members' pairs nor mailboxes'."""
    return _open(wraps)


def renewed(wraps: list[Wrap], ring: Keyring) -> tuple[Keyring, list[Wrap]]:
    """A newer key for each class that ``ring`` opens, wrapped, but not written yet, to whoever
    holds the present one and under the same shares."""
    fresh, made = Keyring(), list[Wrap]()
    for slot, old in ring.current.items():
        key_id, key = uuid4(), os.urandom(32)
        fresh.keys[key_id], fresh.current[slot] = key, key_id
        for held in (wrap for wrap in wraps if wrap.key_id == old):
            wrap = _wrap(held.recipient, *slot, key_id, key, held.grant)
            wrap.version = held.version + 1
            made.append(wrap)
    return fresh, made


def _open(wraps: list[Wrap], privates: dict[int, bytes] | None = None) -> Keyring:
    """Open each key once for each subject and class; a wrap that does not fit, or that was moved
    to another person or class, gives nothing and closes nothing else."""
    ring, privates = Keyring(), privates or {}
    proved: set[tuple[UUID, Slot]] = set()
    for wrap in wraps:
        slot = (wrap.subject, DataClass(wrap.data_class))
        if (wrap.key_id, slot) in proved:
            continue
        try:
            ring.keys[wrap.key_id] = _key_in(wrap, slot[1], privates)
        except KeyringClosed:
            ring.closed.add(slot)
            continue
        except (InvalidTag, ValueError):
            continue
        proved.add((wrap.key_id, slot))
        ring.current.setdefault(slot, wrap.key_id)
    return ring


def _key_in(wrap: Wrap, data_class: DataClass, privates: dict[int, bytes]) -> bytes:
    """Raises InvalidTag or ValueError; KeyringClosed for a pair that members hold."""
    if wrap.recipient_id not in privates:
        if wrap.recipient.kind in BY_MEMBERS:
            raise KeyringClosed
        privates[wrap.recipient_id] = unwrap_private(wrap.recipient)
    info = _info(wrap.subject, data_class, wrap.key_id, wrap.recipient)
    return open_key(privates[wrap.recipient_id], bytes(wrap.sealed_key), info)


def _wrap(
    recipient: Recipient,
    subject: UUID,
    data_class: DataClass,
    key_id: UUID,
    key: bytes,
    grant: UUID | None = None,
) -> Wrap:
    """The only place where a wrap is made, so that no caller can pass members' pairs by."""
    recipient = holder_of(recipient, data_class)
    info = _info(subject, data_class, key_id, recipient)
    return Wrap(
        subject=subject,
        data_class=data_class,
        key_id=key_id,
        recipient=recipient,
        sealed_key=seal_key(recipient, key, info),
        grant=grant,
    )


def _info(subject: UUID, data_class: DataClass, key_id: UUID, recipient: Recipient) -> bytes:
    """HPKE has no additional data: what a wrap is for is bound in its context."""
    return b"|".join(
        (
            b"amparo-wrap-1",
            subject.bytes,
            data_class.encode(),
            key_id.bytes,
            recipient.kind.encode(),
            recipient.owner.bytes,
        )
    )
