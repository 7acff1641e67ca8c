"""What has been kept long enough: apps compute it, the machine proposes it, people decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, reading, require, writing
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.retention.errors import AlreadyDecided, HeldByLaw, KeepingNeedsReason
from amparo.kernel.retention.models import Expiry, ExpiryState, LegalHold
from amparo.kernel.retention.schedules import Kept
from amparo.kernel.retention.words import seal_words
from amparo.kernel.vault.keyring import denied_among


@dataclass(frozen=True)
class RanOut:
    """One record whose term ran out: whose institution answers for it, and since when."""

    subject: UUID
    organisation_id: int
    due_on: date


Due = Callable[[date], Iterable[RanOut]]
Erase = Callable[[Actor, UUID, date], object]
_kinds: dict[Kept, tuple[Due, Erase]] = {}


def register_expiring(kind: Kept, due: Due, erase: Erase) -> None:
    """Say what runs out of one kind, and how it is erased once somebody confirms."""
    _kinds[kind] = (due, erase)


def kinds() -> frozenset[Kept]:
    return frozenset(_kinds)


def propose(*, on: date) -> int:
    """Write proposals for what ran out, is not held and was not kept on purpose. Returns how many
    are new."""
    before = Expiry.objects.count()
    for kind, (due, _erase) in _kinds.items():
        found = {each.subject: each for each in due(on)}
        held = set(LegalHold.objects.over(found, on=on).values_list("about", flat=True))
        kept = set(
            Expiry.objects.filter(
                kind=kind, about__in=list(found), state=ExpiryState.KEPT, kept_until__gte=on
            ).values_list("about", flat=True)
        )
        Expiry.objects.bulk_create(
            [
                Expiry(
                    kind=kind,
                    about=each.subject,
                    organisation_id=each.organisation_id,
                    due_on=each.due_on,
                )
                for each in found.values()
                if each.subject not in held | kept
            ],
            ignore_conflicts=True,
        )
    return Expiry.objects.count() - before


def can_decide_retention(actor: Actor, expiry: Expiry) -> bool:
    """The data-protection officer of the institution that holds it, unless it is closed to her:
    while a file is under the reserve of a witness, its term waits."""
    mine = (
        actor.has(Permission.RETENTION_DECIDE) and actor.organisation_id == expiry.organisation_id
    )
    return mine and not denied_among(actor, [expiry.about])


def confirm_expiry(*, actor: Actor, expiry_id: int, version: int, on: date) -> Expiry:
    """Erase what ran out. Raises Denied, AlreadyDecided, ChangedSinceOpened or HeldByLaw."""
    with writing(actor):
        expiry = _open(actor, expiry_id, version)
        if LegalHold.objects.over([expiry.about], on=on).exists():
            raise HeldByLaw
        _decide(actor, expiry, ExpiryState.ERASED, on)
        _kinds[Kept(expiry.kind)][1](actor, expiry.about, on)
    return expiry


def keep_longer(
    *, actor: Actor, expiry_id: int, version: int, reason: str, until: date | None, on: date
) -> Expiry:
    """Keep it, for a reason and until a day. Raises Denied, AlreadyDecided, KeepingNeedsReason."""
    with reading(actor):
        hers = Expiry.objects.filter(pk=expiry_id).values_list("public_id", flat=True)
        holds = list(hers)
    with writing(actor, holds=holds):
        expiry = _open(actor, expiry_id, version)
        if not reason.strip() or until is None or until <= on:
            raise KeepingNeedsReason
        seal_words(expiry, "reason", reason.strip())
        expiry.kept_until = until
        _decide(actor, expiry, ExpiryState.KEPT, on)
    return expiry


def _open(actor: Actor, expiry_id: int, version: int) -> Expiry:
    expiry = Expiry.objects.select_for_update().get(pk=expiry_id)
    require(can_decide_retention, actor, expiry)
    if expiry.state != ExpiryState.OPEN:
        raise AlreadyDecided
    claim_version(expiry, version)
    return expiry


def _decide(actor: Actor, expiry: Expiry, state: ExpiryState, on: date) -> None:
    expiry.state, expiry.decided_on, expiry.decided_by_id = state, on, actor.member
    expiry.save()
    record(actor, Verb.RETENTION_DECIDED, kind=expiry.kind, state=state)


def due_expiries(actor: Actor) -> list[Expiry]:
    """Open proposals of the actor's institution, the oldest first, but of whom is closed to her."""
    if not actor.has(Permission.RETENTION_DECIDE):
        return []
    mine = list(Expiry.objects.filter(organisation_id=actor.home, state=ExpiryState.OPEN))
    closed = denied_among(actor, [each.about for each in mine])
    return [each for each in mine if each.about not in closed]
