"""Coming in with code and phrase, staying ten minutes, leaving without a trace on the device.

A visit is a row found by a digest of the cookie; the key of her ring rests in it as ciphertext
under the cookie itself, so that neither the table nor the cookie opens anything alone.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.ownfile import phrases
from amparo.ownfile.models import OwnDoor, Visit

DOORKEEPER = system_actor("own_door")
STAYS = timedelta(minutes=10)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)  # she must never be shut out for long by somebody else


@dataclass(frozen=True, repr=False)
class Visiting:
    """Her visit: the door, the key that opens her ring (b"" when harmless), and who acts."""

    door: OwnDoor
    wrapping: bytes
    harmless: bool
    actor: Actor


def enter(*, code: str, phrase: str) -> str | None:
    """The cookie of a new visit, or None, after the same time, when it does not open."""
    locator, door = phrases.locator_of(code), None
    if locator:
        with reading(DOORKEEPER):
            door = OwnDoor.objects.open().select_related("person").filter(locator=locator).first()
    keys = phrases.keys_of(phrase, bytes(door.salt) if door else None)
    hers, forced = phrases.matches(keys, door)
    if door is None or not (hers or forced) or _waits(door):
        if door is not None:
            _count_failure(door.pk)
        return None
    token = secrets.token_urlsafe(32)
    with writing(DOORKEEPER):
        OwnDoor.objects.filter(pk=door.pk).update(failures=0, waits_until=None)
        if forced:
            OwnDoor.objects.filter(pk=door.pk).update(forced_on=clock.today(), forced_seen=False)
        sealed = b"" if forced else _sealed(token, keys.wrapping)
        Visit.objects.create(
            door=door,
            mark=_mark(token),
            sealed_key=sealed,
            harmless=forced,
            ends_at=clock.now() + STAYS,
        )
        verb = Verb.OWN_DOOR_FORCED if forced else Verb.OWN_DOOR_ENTERED
        record(_herself(door), verb, subjects=[door.person.public_id])
    return token


def visit_of(token: str) -> Visiting | None:
    """The visit behind a cookie, prolonged by its being used; None when it is over."""
    if not token:
        return None
    with writing(DOORKEEPER):
        now = clock.now()
        Visit.objects.filter(ends_at__lt=now).delete()
        visit = (
            Visit.objects.select_related("door__person")
            .filter(mark=_mark(token), door__closed_on=None)
            .first()
        )
        if visit is None:
            return None
        visit.ends_at = now + STAYS
        visit.save(update_fields=["ends_at"])
    wrapping = b"" if visit.harmless else _opened(token, bytes(visit.sealed_key))
    return Visiting(visit.door, wrapping, visit.harmless, _herself(visit.door))


def leave(token: str) -> None:
    """End a visit; nothing happens when there is none."""
    with writing(DOORKEEPER):
        Visit.objects.filter(mark=_mark(token)).delete()


def _herself(door: OwnDoor) -> Actor:
    return Actor(
        name=f"own:{door.public_id}",
        herself=door.person.public_id,
        readable=frozenset({DataClass.IDENTITY, DataClass.SERVICES, DataClass.STATISTIC}),
        writable=frozenset({DataClass.SERVICES}),
    )


def _waits(door: OwnDoor) -> bool:
    return door.waits_until is not None and door.waits_until > clock.now()


def _count_failure(door_id: int) -> None:
    """After a few wrong phrases the door rests: one minute, then two, four… fifteen at most."""
    with writing(DOORKEEPER):
        door = OwnDoor.objects.select_for_update(of=("self",)).get(pk=door_id)
        if _waits(door):
            return
        door.failures = min(door.failures + 1, 100)
        beyond = door.failures - FREE_FAILURES
        if beyond >= 0:
            rest = min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_WAIT)
            door.waits_until = clock.now() + rest
        door.save(update_fields=["failures", "waits_until"])


def _mark(token: str) -> bytes:
    return hashlib.sha256(b"own door visit|" + token.encode()).digest()


def _cookie_key(token: str) -> bytes:
    return hashlib.sha256(b"own door key|" + token.encode()).digest()


def _sealed(token: str, wrapping: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(_cookie_key(token)).encrypt(nonce, wrapping, b"own door")


def _opened(token: str, sealed: bytes) -> bytes:
    try:
        return AESGCM(_cookie_key(token)).decrypt(sealed[:12], sealed[12:], b"own door")
    except InvalidTag:
        return b""
